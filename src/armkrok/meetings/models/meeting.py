"""A meeting: when, where, about what; its states, and who moved it from one to the next."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from armkrok.directory.models import Organisation, Person
from armkrok.networks.models import Network

from .. import rules


class Kind(models.TextChoices):
    MEETING = "meeting", _("Meeting")
    STUDY_TRIP = "study_trip", _("Study trip")  # K23: beside a meeting, for those who want to


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")  # only those who run the network see it
    PLANNED = "planned", _("Planned")  # date and place are public, the programme isn't yet
    PUBLISHED = "published", _("Published")  # the programme is public
    INVITED = "invited", _("Invited")  # registration is open until its deadline
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")
    POSTPONED = "postponed", _("Cancelled, new date to come")  # A5: seats and the host's turn are kept


PUBLIC = [s for s in State if s != State.DRAFT]
COMING = [State.PLANNED, State.PUBLISHED, State.INVITED]  # it is to take place on its date
SEATED = [State.INVITED, State.POSTPONED, State.HELD]  # there are answers and seats


def _out() -> models.Q:
    never = Move.objects.filter(meeting=models.OuterRef("pk"), state=State.CANCELLED, before=State.DRAFT)
    return models.Q(state__in=PUBLIC) & ~models.Q(models.Exists(never), state=State.CANCELLED)


def not_begun(now: dt.datetime, meeting: str = "meeting__") -> models.Q:
    """Of rows that lead to their meeting by that name: those whose meeting is to come; see `Meeting.has_begun`."""
    return models.Q(**{f"{meeting}starts_at__gt": now}) | models.Q(**{f"{meeting}state": State.POSTPONED})


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def out(self) -> "MeetingQuerySet":
        """Those that aren't only for the ones who run the network: no drafts, nor drafts that were cancelled."""
        return self.filter(_out())

    def visible_to(self, person: Person | None, on: dt.date) -> "MeetingQuerySet":
        """What is public in a public network is everybody's; all else is seen by those who run the network."""
        public = models.Q(network__in=Network.objects.published().values("pk"))
        if person is None:
            return self.filter(_out() & public)
        mine = models.Q(network__in=Network.objects.for_member(person, on).values("pk"))
        return self.filter(
            (_out() & (public | mine)) | models.Q(network__in=Network.objects.run_by(person, on).values("pk"))
        )

    def run_by(self, person: Person | None, on: dt.date) -> "MeetingQuerySet":
        """Those of the networks that this person runs."""
        return self.filter(network__in=Network.objects.run_by(person, on).values("pk"))

    def meetings(self) -> "MeetingQuerySet":
        """Without study trips, which are never counted (K23)."""
        return self.filter(kind=Kind.MEETING)

    def standing(self) -> "MeetingQuerySet":
        """Those that were held or are to be: what a year's number of meetings is counted from (S11)."""
        return self.meetings().exclude(state=State.CANCELLED)

    def between(self, first: dt.date, last: dt.date, zone: str) -> "MeetingQuerySet":
        """Those whose day in that time zone lies between the two, both included."""
        here = ZoneInfo(zone)
        begins = dt.datetime.combine(first, dt.time(), here)
        ends = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), here)
        return self.filter(starts_at__gte=begins, starts_at__lt=ends)

    def upcoming(self, now: dt.datetime) -> "MeetingQuerySet":
        return self.filter(ends_at__gte=now)

    def held_in(self, network: Network, year: tuple[dt.date, dt.date]) -> "MeetingQuerySet":
        """A3: a meeting counts once it is marked held."""
        return self.meetings().filter(network=network, state=State.HELD).between(*year, network.time_zone)


class Meeting(models.Model):
    is_locked = False  # see `locking`

    network = models.ForeignKey(Network, models.PROTECT, related_name="meetings")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.MEETING)
    beside = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="trips",
        verbose_name=_("beside the meeting"),
    )  # K23
    slug = models.SlugField(_("web address"), max_length=100, unique=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    title = models.CharField(pgettext_lazy("of a meeting or an item", "title"), max_length=200)
    focus = models.TextField(_("focus"), blank=True)  # S19
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings_here",
        verbose_name=_("place"),
    )
    venue = models.CharField(_("house"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    room = models.CharField(_("room"), max_length=200, blank=True)
    own_station_km = models.DecimalField(
        _("kilometres to the nearest station, if it isn't the town's"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    online_url = models.URLField(_("link to the online meeting"), max_length=500, blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("seats in all"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5000)],
    )
    armkrok = models.BooleanField(_("everybody brings somebody along"), default=False)  # S14

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="meeting_ends_after_it_begins"
            )
        ]
        indexes = [models.Index(fields=["network", "starts_at"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.slug])

    # --- time -------------------------------------------------------------------------------------------

    @property
    def zone(self) -> ZoneInfo:
        """The network's time zone: a meeting's hours are said in it, wherever the reader is."""
        return ZoneInfo(self.network.time_zone)

    @property
    def starts(self) -> dt.datetime:
        return self.starts_at.astimezone(self.zone)

    @property
    def ends(self) -> dt.datetime:
        return self.ends_at.astimezone(self.zone)

    @property
    def day(self) -> dt.date:
        return self.starts.date()

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def deadlines(self) -> rules.Deadlines:
        """They follow from the date by the network's offsets, so they move when it moves."""
        network = self.network
        return rules.deadlines(
            self.day,
            invitation_days=network.invitation_days,
            registration_days=network.registration_days,
            notes_days=network.notes_days,
            evaluation_days=network.evaluation_days,
            last_day=self.ends.date(),
        )

    def has_begun(self, now: dt.datetime) -> bool:
        """One whose new date is to come hasn't, however long ago the old one was (A5)."""
        return now >= self.starts_at and self.state != State.POSTPONED

    def is_past_registration(self, now: dt.datetime) -> bool:
        """Whether members register no more, so that an extra seat that is given up is still charged (A13).

        While there is no date, or when it doesn't take place, no deadline runs.
        """
        return (
            self.state == State.INVITED and now.astimezone(self.zone).date() > self.deadlines.registration_on
        )

    def registration_is_open(self, now: dt.datetime) -> bool:
        """To members; those who run the network can register somebody until it begins."""
        return self.state == State.INVITED and not self.has_begun(now) and not self.is_past_registration(now)

    def phase(self, now: dt.datetime) -> object:
        """The state in words, with what the calendar adds to it: open or closed for registration, or over."""
        if self.state == State.INVITED:
            if self.ends_at <= now:
                return _("Over")
            return _("Registration open") if self.registration_is_open(now) else _("Registration closed")
        return self.get_state_display()

    @property
    def programme_is_public(self) -> bool:
        """Whether it has been published; one that was cancelled before that shows no more than it did. One query at
        most."""
        state = self.state
        if state in (State.CANCELLED, State.POSTPONED):
            before = self.moves.exclude(state__in=[State.CANCELLED, State.POSTPONED]).last()
            state = before.state if before else State.DRAFT
        return state not in (State.DRAFT, State.PLANNED)

    # --- place ------------------------------------------------------------------------------------------

    @property
    def station_km(self) -> Decimal | None:
        """How far it is to the nearest passenger station; the place's own distance unless another is given (S17)."""
        if self.own_station_km is not None:
            return self.own_station_km
        return self.place.station_km if self.place else None

    @property
    def near_a_station(self) -> bool:
        """Whether the network wants to know, and it is so (S17)."""
        network = self.network
        return network.winter_rule and not rules.is_far_from_a_station(self.station_km, network.station_km)

    @property
    def station_name(self) -> str:
        if self.own_station_km is not None or not self.place or not self.place.station:
            return ""
        return self.place.station.name

    @property
    def town(self) -> str:
        """Where it is, in a word: what a list shows."""
        return self.place.name if self.place else self.venue or (str(_("Online")) if self.online_url else "")

    @property
    def is_trip(self) -> bool:
        return self.kind == Kind.STUDY_TRIP

    @property
    def thread(self) -> str:
        return f"meeting-{self.pk}"


class Move(models.Model):
    """A change of a meeting's state: who, when, why."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="moves")
    state = models.CharField(max_length=20, choices=State)
    before = models.CharField(max_length=20, choices=State, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    why = models.TextField(blank=True)

    class Meta:
        verbose_name = _("move")
        verbose_name_plural = _("moves")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.state}"


class WarningReason(models.Model):
    """Why a rule that warns was not followed, in the words of whoever decided so. One for each rule and meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="warning_reasons")
    code = models.CharField(max_length=20)
    why = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("reason for a warning")
        verbose_name_plural = _("reasons for warnings")
        constraints = [models.UniqueConstraint(fields=["meeting", "code"], name="reason_once_per_warning")]

    def __str__(self) -> str:
        return f"{self.code} of {self.meeting_id}"
