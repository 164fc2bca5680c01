"""What an item of a programme says, and which programme is taken over."""

from typing import Any, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from armkrok.networks.models import Network
from armkrok.networks.sentences import joined
from armkrok.ui.typed import plain

from ..models import AgendaItem, LedBy, Sort
from ..programming import KEYS, ChangedMeanwhile, fingerprint, forms_of_work
from ..rules import Refusal

QUICK = ("title", "minutes", "form_of_work", "led_by", "purposes")
LONGEST_ABOUT = 4000


def _among(offered: list[str], had: list[str]) -> list[tuple[str, str]]:
    """What can be chosen; what the item has already can be kept."""
    return [(words, words) for words in dict.fromkeys([*offered, *had]) if words]


class ItemForm(forms.Form):
    """An item, with all that it says or with the few things that one begins with (`only`)."""

    sort = forms.ChoiceField(label=gettext_lazy("What it is"))
    title = forms.CharField(label=pgettext_lazy("of a meeting or an item", "Title"), max_length=200)
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"),
        min_value=5,
        max_value=720,
        widget=forms.NumberInput(attrs={"step": 5, "inputmode": "numeric"}),
    )
    parallel = forms.BooleanField(
        label=gettext_lazy("At the same time as the one before"),
        help_text=gettext_lazy("For groups that work side by side."),
        required=False,
    )
    form_of_work = forms.ChoiceField(label=gettext_lazy("Form of work"), required=False)
    led_by = forms.ChoiceField(label=gettext_lazy("Led by"), choices=LedBy, widget=forms.RadioSelect)
    presenter = forms.CharField(
        label=gettext_lazy("Who presents"),
        help_text=gettext_lazy("Stands in the programme, which is public once it is published."),
        max_length=200,
        required=False,
    )
    purposes = forms.MultipleChoiceField(
        label=gettext_lazy("Purposes that it serves"), widget=forms.CheckboxSelectMultiple, required=False
    )
    tags = forms.MultipleChoiceField(
        label=gettext_lazy("Subjects"), widget=forms.CheckboxSelectMultiple, required=False
    )
    about = forms.CharField(
        label=gettext_lazy("About it"),
        help_text=gettext_lazy("An empty line begins a new paragraph."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST_ABOUT,
        required=False,
    )
    closed = forms.BooleanField(
        label=gettext_lazy("Confidential"),
        help_text=gettext_lazy(
            "For members only, without notes, files or recording. Not on the public page."
        ),
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        network: Network,
        data: QueryDict | None = None,
        *,
        item: AgendaItem | None = None,
        only: tuple[str, ...] = (*KEYS, "seen"),
    ) -> None:
        had = item or AgendaItem()
        super().__init__(data, initial={name: getattr(had, name) for name in KEYS})
        self.initial["seen"] = fingerprint(had)
        self._offer(network, had)
        for name in list(self.fields):
            if name not in only:
                del self.fields[name]

    def _offer(self, network: Network, had: AgendaItem) -> None:
        fields = cast("dict[str, Any]", self.fields)
        sorts = dict.fromkeys([Sort.ITEM, Sort.BREAK, Sort(had.sort)])
        fields["sort"].choices = [(sort.value, sort.label) for sort in sorts]
        forms_ = _among(forms_of_work(network), [had.form_of_work])
        fields["form_of_work"].choices = [("", _("Not stated")), *forms_]
        for name, offered in (("purposes", network.purposes), ("tags", network.subjects)):
            fields[name].choices = _among(offered, getattr(had, name))
            if not fields[name].choices:
                del fields[name]

    def clean_about(self) -> str:
        return plain(self.cleaned_data["about"])

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in KEYS if name in self.cleaned_data}

    def refuse(self, no: Refusal | ValidationError) -> None:
        """Say what was refused, with everything that was typed still there."""
        if isinstance(no, ValidationError):
            for name, faults in no.message_dict.items():
                self.add_error(name if name in self.fields and name != NON_FIELD_ERRORS else None, faults)
            return
        self.add_error(no.field if no.field in self.fields else None, str(no))
        if isinstance(no, ChangedMeanwhile):
            self._show_both(no.now)

    def _show_both(self, now: AgendaItem) -> None:
        for name in KEYS:
            there = getattr(now, name)
            if name not in self.fields or there == self.cleaned_data.get(name):
                continue
            self.add_error(name, _("Somebody else wrote: %(value)s") % {"value": self._told(name, there)})
        # Whoever sends it once more has seen what is there now, and means it.
        self.data = cast("QueryDict", self.data).copy()
        self.data["seen"] = fingerprint(now)

    def _told(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, list):
            return joined(value) or _("nothing")
        choices = dict(getattr(self.fields[name], "choices", []))
        return str(choices.get(value, value)) or _("nothing")


class TemplateForm(forms.Form):
    """Under which name a programme is kept to begin with another time."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    replaces = forms.BooleanField(
        label=gettext_lazy("Replace the template that has this name"), required=False
    )

    def refuse(self, no: Refusal) -> None:
        self.add_error(no.field if no.field in self.fields else None, capfirst(str(no)))
