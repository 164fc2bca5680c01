"""A file or a link: what it is called, where it belongs, and who may see it."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from armkrok.ui.typed import posted
from armkrok.ui.uploads import was_too_large

from .. import filing
from ..models import AgendaItem, Audience, Material, Timed
from ..rules import Refusal, too_large_refusal
from ..rules.files import ALLOWED

ACCEPTED = ",".join(f".{ending}" for kind in ALLOWED for ending in kind.endings)


class _LeavingForm(forms.Form):
    """What is too large never arrives; here it is said, with the rest still there."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,  # refused with the other reasons, in words of ours
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    link = forms.URLField(
        label=_("Or a link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={
            "invalid": _("This is no link that can be opened. One looks like https://www.example.org/slides.")
        },
    )
    title = forms.CharField(
        label=_("What the file or link is called"),
        max_length=200,
        required=False,
        help_text=_("Without a title it is called as the file is."),
    )

    def __init__(self, request: HttpRequest | None, **kwargs: Any) -> None:
        super().__init__(posted(request) if request else None, request.FILES if request else None, **kwargs)
        self._request = request
        self.fields["file"].needed = True  # type: ignore[attr-defined]
        self.fields["file"].help_text = _(
            "PDF, a picture, a document or plain text, at most %(most)s MB. Films and larger files: leave a link."
        ) % {"most": filing.most_bytes() // (1024 * 1024)}

    def clean(self) -> dict[str, Any]:
        if self._request and was_too_large(self._request, self.add_prefix("file")):
            try:
                too_large_refusal(filing.most_bytes() + 1, most=filing.most_bytes())
            except Refusal as no:
                self.add_error("file", str(no))
        return self.cleaned_data

    def left(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("file", "link", "title")}


class GuestFileForm(_LeavingForm):
    """What a guest leaves (S20)."""


def _items(programme: list[Timed]) -> list[tuple[str, str]]:
    """Nothing is kept of what is closed, so it isn't offered (K21)."""
    return [
        ("", _("The whole meeting")),  # type: ignore[list-item]
        *((str(timed.item.pk), timed.item.title) for timed in programme if not timed.item.closed),
    ]


class _OfItem(forms.Form):
    """Which item it belongs to."""

    def _offer(self, programme: list[Timed]) -> None:
        self._programme = {str(timed.item.pk): timed.item for timed in programme if not timed.item.closed}
        field = self.fields["item"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared below)
        field.choices = _items(programme)

    @property
    def chosen(self) -> AgendaItem | None:
        return self._programme.get(self.cleaned_data["item"])


def _item_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Where it belongs"),
        required=False,
        help_text=_("Nothing is kept of what is confidential, so it isn't offered."),
    )


def _photograph_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("Can people be recognised in the picture?"),
        choices=[
            ("no", _("No, nobody")),
            ("yes", _("Yes, and they have agreed to it")),
        ],
        coerce=lambda said: said == "yes",
        empty_value=None,
        required=False,  # the act asks for it, of pictures
        widget=forms.RadioSelect,
        help_text=_("Asked of pictures that are shared, and of nothing else."),
    )


def _consent_field() -> forms.CharField:
    return forms.CharField(
        label=_("How those in the picture have agreed"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Needed to share a photograph that shows people; for example: asked in the room, nobody objected. Only those "
            "who run the network read it. Where and when a picture was taken is taken out of the file."
        ),
    )


class MaterialAddingForm(_OfItem, _LeavingForm):
    item = _item_field()
    audience = forms.ChoiceField(
        label=_("Who may see it"),
        choices=[*reversed(Audience.choices), ("", _("Nobody yet, but those who run the network"))],
        required=False,
        initial=Audience.MEMBERS,
        widget=forms.RadioSelect,
        help_text=_(
            "Who was there sees what members see. A guest sees only what they left, and what everybody sees."
        ),
    )
    is_photograph = _photograph_field()
    consent = _consent_field()

    field_order = ["file", "link", "title", "item", "audience", "is_photograph", "consent"]

    def __init__(self, request: HttpRequest | None, programme: list[Timed], **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        self._offer(programme)
        for name in ("item", "audience", "is_photograph"):  # nothing chosen is a choice, too
            self.fields[name].needed = True  # type: ignore[attr-defined]

    def rest(self) -> dict[str, Any]:
        names = ("file", "link", "title", "audience", "is_photograph", "consent")
        return {name: self.cleaned_data[name] for name in names} | {"item": self.chosen}


class SharingForm(forms.Form):
    audience = forms.ChoiceField(
        label=_("Who may see it"),
        choices=list(reversed(Audience.choices)),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who may see it.")},
        help_text=_(
            "Who was there sees what members see. A guest sees only what they left, and what everybody sees."
        ),
    )
    is_photograph = _photograph_field()
    consent = _consent_field()

    def __init__(self, data: Any, material: Material, **kwargs: Any) -> None:
        initial = {name: getattr(material, name) for name in ("audience", "consent")}
        if material.shared_at:
            initial["is_photograph"] = "yes" if material.is_photograph else "no"
        super().__init__(data, initial=initial, **kwargs)
        self.fields["is_photograph"].needed = True  # type: ignore[attr-defined]
        if not material.is_picture:
            del self.fields["is_photograph"], self.fields["consent"]


class UnsharingForm(forms.Form):
    why = forms.CharField(
        label=_("Why it is no longer shared"),
        max_length=500,
        required=False,  # the act refuses it, with the reason
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It is kept in the meeting's history, which those who run the network read."),
    )


class MaterialChangingForm(_OfItem):
    title = forms.CharField(label=_("What the file or link is called"), max_length=200)
    item = _item_field()

    def __init__(self, data: Any, material: Material, programme: list[Timed], **kwargs: Any) -> None:
        initial = {"title": material.title, "item": str(material.item_id or "")}
        super().__init__(data, initial=initial, **kwargs)
        self._offer(programme)
        self.fields["item"].needed = True  # type: ignore[attr-defined]
