"""A network, and all that differs between networks, as its settings."""

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Kind, Organisation, Person, PolicyArea
from armkrok.directory.rules import search_text, search_words

from .. import rules
from .team import Team


class AppointmentProcedure(models.TextChoices):
    CONFIRMED = "confirmed", _("The one who appoints confirms by a personal link")
    STATED = "stated", _("The applicant's word is enough")


class EligibilityProcedure(models.TextChoices):
    REVIEWED = "reviewed", _("The secretariat decides on every application")
    OPEN = (
        "open",
        _(
            "Those whom the network is meant for join at once, where we know who appoints; the secretariat decides on others"
        ),
    )


class LeavingRule(models.TextChoices):
    YEAR_END = "year_end", _("At the end of the network year")
    NOTICE = "notice", _("After a period of notice")


class NetworkQuerySet(models.QuerySet["Network"]):
    def published(self) -> "NetworkQuerySet":
        return self.filter(models.Exists(Publication.objects.running().filter(network=models.OuterRef("pk"))))

    def run_by(self, person: Person | None, on: dt.date) -> "NetworkQuerySet":
        """Those that this person runs: in the convener's team, or in one that facilitates with equal rights (K24)."""
        if person is None:
            return self.none()
        teams = Team.objects.of(person, on).values("pk")
        return self.filter(
            models.Q(team__in=teams)
            | models.Q(pk__in=Facilitation.objects.filter(team__in=teams).values("network"))
        )

    def visible_to(self, person: Person | None, on: dt.date) -> "NetworkQuerySet":
        """What is published is everybody's; a draft is seen by those who run it."""
        published = models.Q(
            models.Exists(Publication.objects.running().filter(network=models.OuterRef("pk")))
        )
        if person is None:
            return self.filter(published)
        return self.filter(published | models.Q(pk__in=self.model.objects.run_by(person, on).values("pk")))

    def in_country(self, country: str) -> "NetworkQuerySet":
        """Those whose area is this country or lies in it ("SE" finds "SE-12")."""
        return self.annotate(areas_text=Cast("areas", models.TextField())).filter(
            areas_text__contains=f'"{country}'
        )

    def matching(self, words: str) -> "NetworkQuerySet":
        """Those that hold every word that was typed, in what they say or in the name of one who runs them."""
        found = self
        for word in search_words(words):
            together = Facilitation.objects.filter(
                network=models.OuterRef("pk"), team__organisation__search_text__contains=word
            )
            found = found.filter(
                models.Q(search_text__contains=word)
                | models.Q(team__organisation__search_text__contains=word)
                | models.Exists(together)
            )
        return found

    def for_cards(self) -> "NetworkQuerySet":
        """With what a card in the catalogue shows: who runs it, how many members, whether it is public."""
        from .enrolment import Enrolment

        members = Enrolment.objects.members().filter(network=models.OuterRef("pk")).order_by()
        counted = members.values("network").annotate(count=models.Count("pk")).values("count")
        public = Publication.objects.running().filter(network=models.OuterRef("pk"))
        return (
            self.select_related("team__organisation")
            .prefetch_related("facilitations__team__organisation")
            .annotate(member_count=Coalesce(models.Subquery(counted), 0), is_public=models.Exists(public))
        )

    def as_seen_by(self, person: Person | None, on: dt.date) -> "NetworkQuerySet":
        """With whether this person runs it, and whether they speak for a member, as `runs` and `is_member`."""
        runs = models.Value(False) if person is None else self._among(self.model.objects.run_by(person, on))
        member = (
            models.Value(False) if person is None else self._among(self.model.objects.for_member(person, on))
        )
        return self.annotate(runs=runs, is_member=member)

    @staticmethod
    def _among(networks: "NetworkQuerySet") -> models.Exists:
        return models.Exists(networks.filter(pk=models.OuterRef("pk")))

    def for_member(self, person: Person, on: dt.date) -> "NetworkQuerySet":
        """Those in which this person speaks for a member, or is its contact (K13)."""
        from .appointment import Appointment
        from .enrolment import Enrolment

        mine = Appointment.objects.speaking(on).filter(person=person, network=models.OuterRef("pk"))
        contact = Enrolment.objects.members().filter(professional_contact=person).values("network")
        return self.filter(models.Exists(mine) | models.Q(pk__in=contact))


MOST_REMINDER_DAYS = 365


def _reminder(words: Any, days: int) -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(
        words, default=days, blank=True, validators=[MaxValueValidator(MOST_REMINDER_DAYS)]
    )


class Network(models.Model):
    # What the public reads
    slug = models.SlugField(_("web address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    summary = models.TextField(_("in a sentence or two"), max_length=400)
    policy_area = models.CharField(_("policy area"), max_length=20, choices=PolicyArea)  # K2
    purpose = models.TextField(_("what the network is for"), blank=True)
    audience = models.TextField(_("who it is for"), blank=True)  # K4, K5, K25
    purposes = models.JSONField(_("what its meetings are for"), default=list, blank=True)  # S5
    subjects = models.JSONField(_("what it works with"), default=list, blank=True)  # K19
    contributions = models.JSONField(_("what members give each other"), default=list, blank=True)  # K20
    house_rule = models.TextField(_("house rule"), blank=True)  # K21
    privacy_url = models.URLField(_("how personal data are handled"), blank=True)  # S24
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    time_zone = models.CharField(_("time zone"), max_length=60, default=settings.TIME_ZONE)

    # Who runs it
    team = models.ForeignKey(
        Team, models.PROTECT, related_name="networks", verbose_name=_("convening team")
    )  # S4
    joint_controllers = models.TextField(_("who answers for the personal data"), blank=True)  # K24
    invoicer = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who sends the invoices"),
    )

    # Who may join
    areas = models.JSONField(_("area"), default=list)  # S8
    eligible_kinds = models.JSONField(_("who may join"), default=list)
    reviewed_kinds = models.JSONField(_("who may apply and is considered"), default=list, blank=True)  # K4
    eligibility_procedure = models.CharField(
        _("who decides"), max_length=20, choices=EligibilityProcedure, default=EligibilityProcedure.REVIEWED
    )
    suggested_roles = models.JSONField(_("suggested roles"), default=list, blank=True)  # K25
    asks_committee = models.BooleanField(_("ask which political committee they serve"), default=False)  # K5
    asks_stage = models.BooleanField(
        _("ask whether they work with it already or want to start"), default=False
    )  # K18
    asks_invoicing = models.BooleanField(_("ask where invoices are to be sent"), default=False)

    # Appointments and seats
    appointment_procedure = models.CharField(
        _("how people are appointed"),
        max_length=20,
        choices=AppointmentProcedure,
        default=AppointmentProcedure.CONFIRMED,
    )  # S9
    appointments_per_member = models.PositiveSmallIntegerField(
        _("people per member"), default=1, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    common_task = models.TextField(_("the common task"), blank=True)  # S10
    seats_per_meeting = models.PositiveSmallIntegerField(
        _("seats per meeting and member"), default=1, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )  # K34
    packages_at_most = models.PositiveSmallIntegerField(
        _("packages of seats, at most"), default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )  # A7
    seats_may_be_swapped = models.BooleanField(_("somebody else may take the seat"), default=True)  # K35
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to answer when a place comes free"),
        default=48,
        validators=[MinValueValidator(1), MaxValueValidator(720)],
    )  # A2

    # The year
    meetings_min = models.PositiveSmallIntegerField(
        _("meetings a year, at least"), default=2, validators=[MaxValueValidator(52)]
    )  # S11
    meetings_max = models.PositiveSmallIntegerField(
        _("meetings a year, at most"), default=3, validators=[MinValueValidator(1), MaxValueValidator(52)]
    )
    year_starts_in = models.PositiveSmallIntegerField(
        _("the network year starts in"), default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )  # A8
    full_days = models.BooleanField(_("meetings last the whole day"), default=False)  # K31
    full_day_minutes = models.PositiveSmallIntegerField(
        _("a full day has at least (minutes)"),
        default=300,
        validators=[MinValueValidator(60), MaxValueValidator(1440)],
    )
    winter_rule = models.BooleanField(_("in winter, meet near a railway station"), default=False)  # S17
    winter_from = models.PositiveSmallIntegerField(
        _("winter begins in"), default=10, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    winter_to = models.PositiveSmallIntegerField(
        _("winter ends with"), default=3, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    station_km = models.DecimalField(
        _("kilometres from the station, at most"),
        max_digits=4,
        decimal_places=1,
        default=Decimal("4.0"),
        validators=[MinValueValidator(Decimal("0.1"))],
    )

    # The programme
    forms_of_work = models.JSONField(_("forms of work"), default=list, blank=True)  # K32
    same_form_at_most = models.PositiveSmallIntegerField(
        _("meetings in a row with the same form dominating"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    member_led_percent = models.PositiveSmallIntegerField(
        _("share of the time led by members (per cent)"), default=50, validators=[MaxValueValidator(100)]
    )  # K15

    external_talk = models.BooleanField(
        _("somebody from outside speaks at each meeting"), default=False
    )  # K16
    standing_items = models.JSONField(_("always on the programme"), default=list, blank=True)  # K11
    companion_roles = models.JSONField(_("whom to bring along"), default=list, blank=True)  # S16

    # Deadlines
    invitation_days = models.PositiveSmallIntegerField(_("the invitation goes out (days before)"), default=56)
    registration_days = models.PositiveSmallIntegerField(_("registration closes (days before)"), default=7)
    notes_days = models.PositiveSmallIntegerField(_("notes are shared (days after)"), default=10)
    evaluation_days = models.PositiveSmallIntegerField(_("the evaluation closes (days after)"), default=14)
    # Reminders, in days before the meeting; 0 is none
    remind_unanswered_days = _reminder(_("those who haven't answered are reminded (days before)"), 14)
    remind_companion_days = _reminder(_("those who bring nobody yet are reminded (days before)"), 21)
    remind_host_days = _reminder(_("the host is reminded (days before)"), 14)
    remind_speakers_days = _reminder(_("guests are reminded of their time (days before)"), 7)
    remind_coming_days = _reminder(_("those who come are reminded (days before)"), 3)

    # Leaving
    leaving_rule = models.CharField(
        _("a withdrawal takes effect"), max_length=20, choices=LeavingRule, default=LeavingRule.YEAR_END
    )  # A4
    notice_months = models.PositiveSmallIntegerField(
        _("months of notice"), default=2, validators=[MinValueValidator(1), MaxValueValidator(36)]
    )

    search_text = models.TextField(blank=True, editable=False)

    objects = NetworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("web:network", args=[self.slug])

    def clean(self) -> None:
        faults: dict = {}
        if self.meetings_min > self.meetings_max:
            faults["meetings_max"] = _("This is less than the least number of meetings.")
        if self.time_zone not in available_timezones():
            faults["time_zone"] = _("There is no such time zone. One looks like Europe/Stockholm.")
        if not self.eligible_kinds:
            faults["eligible_kinds"] = _("Say who may join: at least one kind of organisation.")
        if not self.areas:
            faults["areas"] = _("Say which area the members come from.")
        if faults:
            raise ValidationError(faults)

    def write_search_text(self) -> None:
        self.search_text = " ".join(search_text(words) for words in (self.name, self.summary, self.audience))

    @property
    def convener(self) -> Organisation:
        return self.team.organisation

    @property
    def facilitating_teams(self) -> list[Team]:
        """All who run it, the convener's team first (K24: both are shown)."""
        return [self.team, *(f.team for f in self.facilitations.all())]

    @property
    def publication(self) -> "Publication | None":
        return next((p for p in self.publications.all() if p.ended_at is None), None)

    def candidates(self) -> "models.QuerySet[Organisation]":
        """The municipalities that could be members (S8)."""
        return Organisation.objects.municipalities().in_areas(self.areas)

    def year(self, on: dt.date) -> tuple[dt.date, dt.date]:
        """The first and last day of the network year in which the day lies (A8)."""
        return rules.network_year(self.year_starts_in, on)

    def admission(self, kind: str, country: str, area: str = "") -> rules.Admission:
        """Whether such an organisation can join. Raises rules.Refusal when it can't."""
        return rules.admission(
            kind,
            in_area=rules.lies_in(self.areas, country=country, area=area),
            eligible=self.eligible_kinds,
            reviewed=self.reviewed_kinds,
        )

    def kind_names(self) -> list[str]:
        return [str(Kind(kind).label) for kind in self.eligible_kinds]


class Facilitation(models.Model):
    """Another organisation's team runs the network with equal rights (K24)."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="facilitations")
    team = models.ForeignKey(Team, models.PROTECT, related_name="facilitations")

    class Meta:
        verbose_name = _("co-facilitator")
        verbose_name_plural = _("co-facilitators")
        constraints = [models.UniqueConstraint(fields=["network", "team"], name="facilitates_once")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.network_id} by {self.team_id}"


class PublicationQuerySet(models.QuerySet["Publication"]):
    def running(self) -> "PublicationQuerySet":
        return self.filter(ended_at=None)


class Publication(models.Model):
    """The network is public from the moment that one of the convener's staff made it so (S4)."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="publications")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    why_ended = models.TextField(blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        constraints = [
            models.UniqueConstraint(
                fields=["network"], condition=models.Q(ended_at=None), name="published_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.network_id} since {self.at:%Y-%m-%d}"
