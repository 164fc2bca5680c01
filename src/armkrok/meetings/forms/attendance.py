"""Who stood in the door; and the marks as a phone sends them."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Organisation
from armkrok.networks.forms.names import a_name
from armkrok.networks.models import Enrolment

from ..attending import Said, WalkIn
from ..models import CameAs, Meeting
from ..rules import Refusal

MOST_MARKS = 1000
KEY_LONGEST = 40


def members_of(meeting: Meeting) -> list[Organisation]:
    """Whom somebody can come for. One query."""
    members = Enrolment.objects.members().filter(network=meeting.network_id).select_related("organisation")
    return [member.organisation for member in members.order_by("organisation__name", "pk")]


class WalkInForm(forms.Form):
    """Somebody who wasn't registered. An address is asked for, and can be left out: a queue stands behind them."""

    name = forms.CharField(label=_("Name"), max_length=200, validators=[a_name])
    came_as = forms.ChoiceField(label=_("How they come"), choices=CameAs, initial=CameAs.MEMBER)
    organisation = forms.ChoiceField(
        label=_("For which member, or with whom"),
        required=False,
        help_text=_("A guest or a visitor needs none."),
    )
    email = forms.EmailField(label=_("E-mail at work"), max_length=254, required=False)
    key = forms.CharField(max_length=KEY_LONGEST, widget=forms.HiddenInput)

    def __init__(self, members: list[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].needed = True  # type: ignore[attr-defined]  # by most; the help says by whom not
        self._members = {str(member.pk): member for member in members}
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose …")),
            *((number, member.name) for number, member in self._members.items()),
        ]

    @property
    def who(self) -> WalkIn:
        data = self.cleaned_data
        return WalkIn(
            data["name"],
            CameAs(data["came_as"]),
            self._members.get(data["organisation"]),
            data["email"],
        )


def said_in(item: Any, members: list[Organisation]) -> Said:
    """One mark out of what a phone sent. Raises Refusal for what can't be read, with the field that is wrong."""
    if not isinstance(item, dict) or not isinstance(item.get("here"), bool):
        raise _unreadable()
    try:
        at = dt.datetime.fromisoformat(str(item.get("at")))
    except ValueError:
        raise _unreadable() from None
    if at.tzinfo is None:
        raise _unreadable()
    person = item.get("person")
    if isinstance(person, int):
        return Said(item["here"], at, person)
    if "name" not in item:  # the mark of somebody who was added is changed
        return Said(item["here"], at, key=_text(item.get("key")))
    form = WalkInForm(members, {name: _text(item.get(name)) for name in WalkInForm.base_fields})
    if not form.is_valid():
        field, faults = next(iter(form.errors.items()))
        raise Refusal(str(faults[0]), field=field)
    return Said(item["here"], at, key=form.cleaned_data["key"], walk_in=form.who)


def _text(value: Any) -> str:
    """JSON can carry half of a character, which no database takes; one such name would keep all other marks back."""
    return str(value or "").encode(errors="replace").decode()


def _unreadable() -> Refusal:
    return Refusal(_("This mark can't be read. Load the page anew, and mark it once more."))
