"""What a meeting is, when it is, and why it is otherwise."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from armkrok.directory.forms.choosing import OrganisationField, WithChoosers
from armkrok.networks.models import Network
from armkrok.ui.templatetags.ui import day, number

from .. import rules
from ..making import ChangedMeanwhile, Plan, fingerprint
from ..models import Kind, Meeting, State
from ..rules import Refusal

LONGEST = 4000
WHAT = ("title", "focus")
WHERE = ("place", "venue", "address", "room", "own_station_km", "online_url")
WHO = ("capacity", "armkrok")
FACTS = WHAT + WHERE + WHO  # what can be changed without anybody being told


def _clock(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )


def _of_our_time(typed: dt.date) -> None:
    """A year with a digit too few or too many would stand in everybody's calendar."""
    if not 1990 <= typed.year <= 2100:
        raise ValidationError(forms.DateField.default_error_messages["invalid"])


def _date(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[_of_our_time],
        **more,
    )


class TimeForm(forms.Form):
    """A day and its hours, as clocks show them in the network's time zone. `starts_at` and `ends_at` are the moments.

    A time that doesn't come that day, or comes twice, is refused beside its field.
    """

    date = _date(_("Day"))
    begins = _clock(_("From"))
    ends = _clock(_("To"))
    ends_on = _date(_("Last day, if it isn't the same"), required=False)

    starts_at: dt.datetime
    ends_at: dt.datetime

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, begins, ends = data.get("date"), data.get("begins"), data.get("ends")
        if not (day and begins and ends) or "ends_on" in self.errors:
            return data
        try:
            self.starts_at = rules.local_moment(day, begins, self.zone, field="begins")
            self.ends_at = rules.local_moment(data.get("ends_on") or day, ends, self.zone, field="ends")
            rules.time_refusal(self.starts_at, self.ends_at)
        except Refusal as no:
            self.add_error(no.field, str(no))
        return data

    @property
    def zone(self) -> ZoneInfo:
        raise NotImplementedError

    def refuse(self, no: Refusal | ValidationError) -> None:
        show(self, no)


def show(form: forms.Form, no: Refusal | ValidationError) -> None:
    """Say what was refused beside its field, with everything that was typed still there."""
    if isinstance(no, Refusal):
        form.add_error(no.field if no.field in form.fields else None, str(no))
        return
    for name, faults in no.message_dict.items():
        for fault in faults:
            form.add_error(name if name in form.fields else None, fault)


def times_of(meeting: Meeting) -> dict[str, Any]:
    """A meeting's time as the form shows it."""
    last = meeting.ends.date()
    return {
        "date": meeting.day,
        "begins": meeting.starts.time(),
        "ends": meeting.ends.time(),
        "ends_on": last if last != meeting.day else None,
    }


class BesideField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title}, {day(obj.day)}"


class FactsForm(WithChoosers, forms.Form):
    """All of a meeting but its time."""

    title = forms.CharField(label=pgettext_lazy("of a meeting or an item", "Title"), max_length=200)
    focus = forms.CharField(
        label=_("Focus"),
        help_text=_("The question that the meeting is about. It stands in the invitations."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    place = OrganisationField(
        label=_("Town or institution"),
        help_text=_("Where it is, in the list of municipalities and institutions."),
        kinds=rules.HOST_KINDS,
        required=False,
    )
    venue = forms.CharField(label=_("House"), max_length=200, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    room = forms.CharField(label=_("Room"), max_length=200, required=False)
    own_station_km = forms.DecimalField(
        label=_("Kilometres to the nearest station"),
        help_text=_("Only if the house lies otherwise than the town's centre does."),
        max_digits=5,
        decimal_places=1,
        min_value=Decimal(0),
        required=False,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    online_url = forms.URLField(
        label=_("Link to the online meeting"),
        help_text=_("Never shown in public nor mailed. Who takes part gets it here while the meeting is on."),
        max_length=500,
        required=False,
        assume_scheme="https",
    )
    capacity = forms.IntegerField(
        label=_("Seats in all"),
        help_text=_("When they are taken, the waiting list begins. Empty means that there is no limit."),
        min_value=1,
        max_value=5000,
        required=False,
    )
    armkrok = forms.BooleanField(
        label=_("Arm in arm: everybody brings somebody along"),
        help_text=_("Each coordinator is asked to bring somebody from home whom the subject needs."),
        required=False,
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        before = self.get_initial_for_field(self.fields["place"], "place")
        kind = getattr(before, "kind", "")
        if kind and kind not in rules.HOST_KINDS:  # a member of another kind that hosts at home
            field: Any = self.fields["place"]
            field.narrow(kinds=(*rules.HOST_KINDS, kind))

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FACTS if name in self.cleaned_data}

    def groups(self) -> list[tuple[str, list[Any]]]:
        """The fields under their headings, as the page shows them."""
        return [
            (pgettext("a meeting", "What it is about"), [self[name] for name in WHAT if name in self.fields]),
            (_now("Where"), [self[name] for name in WHERE if name in self.fields]),
            (_now("Who comes"), [self[name] for name in WHO if name in self.fields]),
        ]


class PlanForm(FactsForm, TimeForm):
    """A new meeting. `like` is an earlier one that it begins with."""

    kind = forms.ChoiceField(
        label=_("What is it?"), choices=Kind, widget=forms.RadioSelect, initial=Kind.MEETING
    )
    beside = BesideField(
        label=_("Beside which meeting?"),
        help_text=_("For a study trip: the meeting of which it is a voluntary part."),
        queryset=Meeting.objects.none(),
        required=False,
        empty_label=_("None: a trip of its own"),
    )
    copy_programme = forms.BooleanField(
        label=_("Take over its programme too"),
        help_text=_("Without guests, presenters and the host's slot."),
        required=False,
        initial=True,
    )

    def __init__(
        self, network: Network, data: QueryDict | None = None, *, like: Meeting | None = None
    ) -> None:
        self.network, self.like = network, like
        super().__init__(data, initial=_like(like) if like else {})
        beside: Any = self.fields["beside"]
        beside.queryset = _to_be_beside(network)
        if like is None:
            del self.fields["copy_programme"]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.network.time_zone)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("kind") == Kind.STUDY_TRIP:
            data["armkrok"] = False
        else:
            data["beside"] = None
        return data

    @property
    def plan(self) -> Plan:
        chosen = {name: self.cleaned_data[name] for name in (*FACTS, "kind", "beside")}
        return Plan(starts_at=self.starts_at, ends_at=self.ends_at, **chosen)


def _like(source: Meeting) -> dict[str, Any]:
    """What another meeting begins with: everything but its day."""
    values = {name: getattr(source, name) for name in FACTS}
    hours = times_of(source)
    return values | {"kind": source.kind, "begins": hours["begins"], "ends": hours["ends"]}


def _to_be_beside(network: Network) -> Any:
    found = Meeting.objects.meetings().filter(network=network).exclude(state=State.CANCELLED)
    return found.select_related("network").order_by("-starts_at")


class EditForm(FactsForm):
    """What a meeting is. Whoever saves it shows what they had seen; both are shown when somebody else was first."""

    why = forms.CharField(
        label=_("Why you change it"),
        help_text=_("For your colleagues; it stands in the history."),
        max_length=500,
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, meeting: Meeting, data: QueryDict | None = None) -> None:
        self.meeting = meeting
        values = {name: getattr(meeting, name) for name in FACTS}
        super().__init__(data, initial=values | {"seen": fingerprint(meeting)})
        if meeting.is_trip:
            del self.fields["armkrok"]

    def refuse(self, no: Refusal | ValidationError) -> None:
        show(self, no)
        if isinstance(no, ChangedMeanwhile):
            self._show_both(no.now)

    def _show_both(self, now: Meeting) -> None:
        for name in FACTS:
            if name in self.fields and getattr(now, name) != self.cleaned_data.get(name):
                there = _told(getattr(now, name))
                self.add_error(name, _now("Somebody else wrote: %(value)s") % {"value": there})
        # Whoever sends it once more has seen what is there now, and means it.
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = fingerprint(now)
        self.data = data


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return _now("Yes") if value else _now("No")
    if isinstance(value, (int, Decimal)):
        return number(value)
    return str(value) if value else _now("nothing")


class MoveForm(TimeForm):
    """Another time, and why."""

    why = forms.CharField(
        label=_("Why"),
        help_text=_("Those who are told read it, and it stands in the history."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, meeting: Meeting, data: QueryDict | None = None) -> None:
        self.meeting = meeting
        super().__init__(data, initial=times_of(meeting))
        if meeting.state == State.DRAFT:
            self.fields["why"].required = False

    @property
    def zone(self) -> ZoneInfo:
        return self.meeting.zone


class WayForm(forms.Form):
    """One of the ways that are open, and why. `already` is where it is now: sent twice, the second time it is so."""

    way = forms.ChoiceField(widget=forms.RadioSelect)
    why = forms.CharField(label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self,
        data: QueryDict | None,
        ways: Iterable[tuple[str, Any]],
        *,
        already: str = "",
        label: Any,
        help_text: Any,
    ) -> None:
        super().__init__(data)
        self.already = already
        way: Any = self.fields["way"]
        way.choices, way.label = list(ways), label
        self.fields["why"].help_text = help_text
        if len(way.choices) == 1:
            way.initial = way.choices[0][0]

    @property
    def is_done(self) -> bool:
        return self.is_bound and bool(self.already) and self.data.get("way") == self.already


class ReasonForm(forms.Form):
    """Why a warning isn't followed; empty takes the reason away."""

    why = forms.CharField(
        label=_("Why it is so here"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
