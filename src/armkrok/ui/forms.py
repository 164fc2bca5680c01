"""How forms look: the label, then help, then the error, then the field, tied together for screen readers."""

from typing import Any

from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import BaseForm, ChoiceField, ModelChoiceField
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _


class Renderer(TemplatesSetting):
    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"


def name_the_blank(form: BaseForm) -> None:
    """The choice of nothing says so in words, where Django draws a row of dashes."""
    ((_nothing, dashes),) = BLANK_CHOICE_DASH
    for field in form.fields.values():
        words = _("Choose …") if field.required else _("Not stated")
        if isinstance(field, ModelChoiceField):
            if field.empty_label == dashes:
                field.empty_label = words
        elif isinstance(field, ChoiceField):
            choices: Any = field.choices
            field.choices = [(value, words if label == dashes else label) for value, label in choices]
