"""What is asked of those who offer, who name a host, and who host."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person
from armkrok.networks.forms.names import a_name
from armkrok.networks.models import Enrolment
from armkrok.networks.someone import Someone
from armkrok.ui.templatetags.ui import day

from .. import rules
from ..models import AgendaItem, Meeting
from ..models.hosting import Doer, Season, What

LONGEST = 4000


def _text(label: Any, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class OfferForm(forms.Form):
    """K28: what a member offers, and for when. A meeting and a part of a year are chosen in one list."""

    what = forms.ChoiceField(
        label=_("What do you offer?"), choices=What, widget=forms.RadioSelect, initial=What.HOST
    )
    enrolment = forms.ChoiceField(label=_("For which member?"))
    when = forms.ChoiceField(
        label=_("When?"), error_messages={"invalid_choice": _("Choose one of the list.")}
    )
    message = _text(
        _("What would you like to show or tell?"),
        required=False,
        help_text=_("Such as a house that has just been opened, or a question that you struggle with."),
    )

    def __init__(
        self,
        members: Sequence[Enrolment],
        meetings: Sequence[Meeting],
        on: dt.date,
        data: Any = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.members = {str(member.pk): member for member in members}
        self.meetings = {f"meeting-{meeting.pk}": meeting for meeting in meetings}
        fields: dict[str, Any] = self.fields
        if len(members) > 1:
            fields["enrolment"].choices = [(key, m.organisation.name) for key, m in self.members.items()]
        else:
            del fields["enrolment"]
        coming = [(key, f"{m.title}, {day(m.day)}") for key, m in self.meetings.items()]
        fields["when"].choices = [
            ("", _now("Choose …")),
            *([(_now("At a meeting"), coming)] if coming else []),
            (_now("At some time"), seasons(on)),
        ]

    @property
    def member(self) -> Enrolment:
        chosen = self.cleaned_data.get("enrolment")
        return self.members[chosen] if chosen else next(iter(self.members.values()))

    @property
    def time(self) -> dict[str, Any]:
        """As the act takes it."""
        chosen = self.cleaned_data["when"]
        if chosen in self.meetings:
            return {"meeting": self.meetings[chosen]}
        season, _dash, year = chosen.rpartition("-")
        return {"season": season, "year": int(year)}

    def refuse(self, no: rules.Refusal) -> None:
        field = "when" if no.field in ("meeting", "season", "year") else no.field
        self.add_error(field if field in self.fields else None, str(no))


def seasons(on: dt.date) -> list[tuple[str, str]]:
    """The parts of this year and the next that aren't over."""
    return [
        (f"{season}-{year}", _now("%(season)s %(year)s") % {"season": Season(season).label, "year": year})
        for year in (on.year, on.year + 1)
        for season in (Season.SPRING, Season.AUTUMN, Season.ANY)
        if not rules.season_is_over(season, year, on)
    ]


class OfferAnswerForm(forms.Form):
    """Yes or no, with words; and whether the one who offered is named as the host at once."""

    accepted = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("Yes, thank you")), ("no", _("No, not this time"))],
        widget=forms.RadioSelect,
    )
    answer = _text(
        _("In your own words"),
        required=False,
        help_text=_("The one who offered reads it. A no needs a word on why."),
    )
    name = forms.BooleanField(label=_("Name them as the host of this meeting at once"), required=False)
    brief = _text(
        _("What they prepare and bring"),
        required=False,
        help_text=_("It stands on the host's page, beside the usual check list."),
    )

    def __init__(self, data: Any = None, *, may_name: bool) -> None:
        super().__init__(data, initial={"name": True})
        if not may_name:
            del self.fields["name"], self.fields["brief"]


class HostForm(forms.Form):
    """Who at the host's looks after it: one of those we know there, somebody typed, or nobody yet."""

    person = forms.ChoiceField(label=_("Who looks after it there?"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=200, required=False, validators=[a_name])
    email = forms.EmailField(label=_("E-mail at work"), max_length=254, required=False)
    title = forms.CharField(label=_("Title"), max_length=200, required=False, validators=[a_name])
    brief = _text(
        _("What they prepare and bring"),
        required=False,
        help_text=_("It stands on the host's page, beside the usual check list."),
    )

    def __init__(
        self,
        people: Sequence[Person],
        data: Any = None,
        initial: dict[str, Any] | None = None,
        *,
        may_be_nobody: bool = True,
    ) -> None:
        super().__init__(data, initial={"person": str(people[0].pk) if people else "other"} | (initial or {}))
        self.people = {str(person.pk): person for person in people}
        field: Any = self.fields["person"]
        field.choices = [
            *((key, ", ".join(filter(None, [p.name, p.title]))) for key, p in self.people.items()),
            ("other", _now("Somebody else")),
            *([("none", _now("Nobody yet"))] if may_be_nobody else []),
        ]
        for name in ("name", "email"):
            self.fields[name].needed = True  # type: ignore[attr-defined]  # if it is somebody else

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("person") != "other":  # what is typed there isn't shown, and says nothing
            for name in ("name", "email", "title"):
                self.errors.pop(name, None)
        else:
            for name in ("name", "email"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _now("This is needed when it is somebody else."))
        return data

    @property
    def contact(self) -> Person | Someone | None:
        data = self.cleaned_data
        if data["person"] == "other":
            return Someone(data["name"], data["email"], data["title"])
        return self.people.get(data["person"])


class TaskForm(forms.Form):
    words = forms.CharField(label=_("What is to be done"), max_length=300)
    doer = forms.ChoiceField(label=_("Who does it"), choices=Doer)


class _AsSeen(forms.Form):
    """Only what was changed in the form is sent on, so that a page left open overwrites nobody's work."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.show_hidden_initial = True

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.changed_data if name in self.cleaned_data}


class PlaceForm(_AsSeen):
    """What the host may say of the place."""

    venue = forms.CharField(label=_("House"), max_length=200, required=False)
    address = forms.CharField(label=_("Address, and how to get there"), max_length=300, required=False)
    room = forms.CharField(label=_("Room"), max_length=200, required=False)

    def __init__(self, meeting: Meeting, data: Any = None) -> None:
        super().__init__(data, initial={name: getattr(meeting, name) for name in self.base_fields})


class SlotForm(_AsSeen):
    """What the host may say of its own slot (S13, S18)."""

    title = forms.CharField(label=_("What it is called"), max_length=200)
    about = _text(
        _("What you tell about"),
        required=False,
        help_text=_("Efforts you make, and challenges you have. It stands in the programme."),
    )
    presenter = forms.CharField(
        label=_("Who presents"),
        max_length=200,
        required=False,
        help_text=_("The name stands in the public programme."),
    )

    def __init__(self, item: AgendaItem, data: Any = None) -> None:
        super().__init__(data, initial={name: getattr(item, name) for name in self.base_fields})
