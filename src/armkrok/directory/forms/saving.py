"""What the forms that change a row have in common: the mark of what was seen, and an answer to a refusal."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _

from armkrok.ui.forms import name_the_blank

from ..editing import ChangedMeanwhile, EditRefusal, fingerprint


class SeenForm(forms.BaseForm):
    """A model form with a hidden `seen`; hand `seen` to the act, and give what it refuses to `refuse`."""

    instance: models.Model

    def show_seen(self) -> None:
        name_the_blank(self)
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, required=False)
        if self.instance.pk:
            self.initial["seen"] = fingerprint(self.instance)

    @property
    def seen(self) -> str:
        return str(self.cleaned_data["seen"])

    def refuse(self, refusal: EditRefusal) -> None:
        """Say what was refused, with everything that was typed still there."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)
        if isinstance(refusal, ChangedMeanwhile):
            for sentence in self._differences(refusal.now):
                self.add_error(None, sentence)
            # Whoever sends it once more has seen what is there now, and means it.
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data[self.add_prefix("seen")] = fingerprint(refusal.now)  # type: ignore[index]

    def _differences(self, now: models.Model) -> list[str]:
        sentences = []
        for name, typed in self.cleaned_data.items():
            if name not in {field.name for field in now._meta.get_fields()}:
                continue
            there: Any = getattr(now, name)
            if (there or "") != (typed or ""):
                field: Any = now._meta.get_field(name)
                told = dict(field.flatchoices).get(there, there) or _("(empty)")
                sentences.append(
                    _("%(field)s is “%(value)s” now.") % {"field": self.fields[name].label, "value": told}
                )
        return sentences
