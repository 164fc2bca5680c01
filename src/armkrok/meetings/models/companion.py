"""Arm in arm: each coordinator is to bring somebody to such a meeting (S14–S16)."""

import datetime as dt
from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person, PolicyArea
from armkrok.directory.rules import search_words
from armkrok.networks.models import Appointment, Enrolment

from .meeting import Meeting
from .seat import LIVE, Answer, Invitation, Seat


class AssignmentState(models.TextChoices):
    OPEN = "open", _("Nobody yet")
    INVITED = "invited", _("Invited")
    CONFIRMED = "confirmed", _("Brings somebody")
    NONE = "none", _("Comes alone")


AWAY = "away"  # neither comes nor brings anybody: nothing is to be done


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def with_state(self, on: dt.date) -> "AssignmentQuerySet":
        """The state as `stands`, worked out by the database; AWAY for whoever neither comes nor brings anybody."""
        of_this = Companion.objects.filter(assignment=models.OuterRef("pk"))
        said_no = Invitation.objects.filter(
            meeting=models.OuterRef("meeting"), person=models.OuterRef("person"), answer=Answer.NO
        )
        seated = Seat.objects.filter(
            meeting=models.OuterRef("meeting"), person=models.OuterRef("person"), state__in=LIVE
        )
        speaks = Appointment.objects.speaking(on).filter(
            enrolment=models.OuterRef("enrolment"), person=models.OuterRef("person")
        )
        away = (models.Exists(said_no) | ~models.Exists(speaks)) & ~models.Exists(seated)
        return self.annotate(
            stands=models.Case(
                models.When(
                    models.Exists(of_this.filter(state=CompanionState.CONFIRMED)),
                    models.Value(AssignmentState.CONFIRMED.value),
                ),
                models.When(
                    models.Exists(of_this.filter(state=CompanionState.INVITED)),
                    models.Value(AssignmentState.INVITED.value),
                ),
                models.When(none_at__isnull=False, then=models.Value(AssignmentState.NONE.value)),
                models.When(away, models.Value(AWAY)),
                default=models.Value(AssignmentState.OPEN.value),
                output_field=models.CharField(),
            )
        )

    def open_first(self) -> "AssignmentQuerySet":
        """What still waits for somebody comes first (S15). After `with_state`."""
        order = [
            AssignmentState.OPEN,
            AssignmentState.NONE,
            AssignmentState.INVITED,
            AssignmentState.CONFIRMED,
        ]
        rank = models.Case(
            *(models.When(stands=state.value, then=models.Value(place)) for place, state in enumerate(order)),
            default=models.Value(len(order)),
        )
        return self.alias(rank=rank).order_by("rank", "enrolment__organisation__name", "person__name", "pk")

    def matching(self, words: str) -> "AssignmentQuerySet":
        """Every word in the name of the coordinator, the member, or somebody who is brought along."""
        found = self
        for word in search_words(words):
            brought = Companion.objects.filter(assignment=models.OuterRef("pk")).filter(
                models.Q(person__search_text__contains=word)
                | models.Q(workplace__icontains=word)
                | models.Q(role__icontains=word)
            )
            found = found.filter(
                models.Q(person__search_text__contains=word)
                | models.Q(enrolment__organisation__search_text__contains=word)
                | models.Exists(brought)
            )
        return found


class Assignment(models.Model):
    """What one coordinator is asked to do for one meeting. Its state follows from the companions and the reason."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="assignments")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="assignments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments")
    given_at = models.DateTimeField()
    none_why = models.TextField(_("why nobody"), blank=True)
    none_at = models.DateTimeField(null=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="assigned_once")]

    def __str__(self) -> str:
        return f"assignment {self.pk}"

    @property
    def state(self) -> AssignmentState:
        """Counted from its companions; read them beforehand with prefetch_related("companions")."""
        return self.state_with(self.companions.all())

    def state_with(self, companions: "Iterable[Companion]") -> AssignmentState:
        """The same from companions that have been read already."""
        states = {c.state for c in companions}
        if CompanionState.CONFIRMED in states:
            return AssignmentState.CONFIRMED
        if CompanionState.INVITED in states:
            return AssignmentState.INVITED
        return AssignmentState.NONE if self.none_at else AssignmentState.OPEN


class CompanionState(models.TextChoices):
    INVITED = "invited", _("Invited")
    CONFIRMED = "confirmed", _("Comes along")
    DECLINED = "declined", _("Can't come")
    CALLED_OFF = "called_off", _("Called off")


COMING_ALONG = [CompanionState.INVITED, CompanionState.CONFIRMED]


class CompanionQuerySet(models.QuerySet["Companion"]):
    def coming_along(self) -> "CompanionQuerySet":
        """Who hasn't said no, and wasn't called off."""
        return self.filter(state__in=COMING_ALONG)

    def confirmed(self) -> "CompanionQuerySet":
        return self.filter(state=CompanionState.CONFIRMED)


class Companion(models.Model):
    """Brought by one coordinator to one meeting; no member, no seat, no sign-in (S16)."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="companions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="brought")
    role = models.CharField(_("role"), max_length=200)  # suggested by the network, or free
    workplace = models.CharField(_("where they work"), max_length=200, blank=True)
    trade = models.CharField(_("field of work"), max_length=20, choices=PolicyArea, blank=True)  # S7
    message = models.TextField(blank=True)  # the invitation, in the coordinator's own words
    state = models.CharField(
        _("state"), max_length=20, choices=CompanionState, default=CompanionState.INVITED
    )
    invited_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)

    objects = CompanionQuerySet.as_manager()

    class Meta:
        verbose_name = _("companion")
        verbose_name_plural = _("companions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "person"],
                condition=models.Q(state__in=["invited", "confirmed"]),
                name="brought_once",
            )
        ]

    def __str__(self) -> str:
        return f"companion {self.pk}"

    @property
    def thread(self) -> str:
        return f"companion-{self.pk}"
