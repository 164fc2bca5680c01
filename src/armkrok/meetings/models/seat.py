"""Who is invited, and who has a seat. A seat is an organisation's place at one meeting (K34, K35, A2)."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Organisation, Person
from armkrok.networks.models import Appointment, Enrolment
from armkrok.networks.models import State as Membership

from .meeting import Meeting


class SeatState(models.TextChoices):
    TAKEN = "taken", _("Has a seat")
    WAITING = "waiting", _("On the waiting list")
    OFFERED = "offered", _("A place is offered")
    LEFT = "left", _("Given up")
    LAPSED = "lapsed", _("The offer ran out")


LIVE = [SeatState.TAKEN, SeatState.WAITING, SeatState.OFFERED]
ROOM = [SeatState.TAKEN, SeatState.OFFERED]  # what the capacity is counted in


class SeatQuerySet(models.QuerySet["Seat"]):
    def live(self) -> "SeatQuerySet":
        return self.filter(state__in=LIVE)

    def taken(self) -> "SeatQuerySet":
        return self.filter(state=SeatState.TAKEN)

    def taking_room(self) -> "SeatQuerySet":
        return self.filter(state__in=ROOM)

    def waiting(self) -> "SeatQuerySet":
        """In the order of the waiting list: the one in which the database took them in."""
        return self.filter(state=SeatState.WAITING).order_by("pk")

    def run_out(self, now: dt.datetime) -> "SeatQuerySet":
        """Offers whose time to answer is over."""
        return self.filter(state=SeatState.OFFERED, offer_ends_at__lte=now)

    def left_late(self) -> "SeatQuerySet":
        """Extra seats given up after registration had closed: they are still charged (A13)."""
        return self.filter(state=SeatState.LEFT, extra=True, left_late=True)


class Seat(models.Model):
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="seats")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="seats")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, models.PROTECT, related_name="seats")
    state = models.CharField(_("state"), max_length=20, choices=SeatState)
    extra = models.BooleanField(_("extra seat"), default=False)  # beyond those that the membership holds
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True)
    offer_ends_at = models.DateTimeField(null=True)
    left_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    left_at = models.DateTimeField(null=True)
    left_late = models.BooleanField(default=False)  # A13

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"], condition=models.Q(state__in=LIVE), name="seated_once"
            )
        ]
        indexes = [models.Index(fields=["meeting", "state"])]

    def __str__(self) -> str:
        return f"seat {self.pk}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def thread(self) -> str:
        return f"seat-{self.pk}"


class Answer(models.TextChoices):
    ME = "me", _("Comes")
    OTHER = "other", _("Somebody else comes")
    MAYBE = "maybe", _("Perhaps")  # takes no seat, and is asked again
    NO = "no", _("Doesn't come")


def _stands() -> models.Q:
    speaks = Appointment.objects.unended().filter(
        enrolment=models.OuterRef("enrolment"), person=models.OuterRef("person")
    )
    return models.Q(models.Exists(speaks), enrolment__state=Membership.ACTIVE)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> "InvitationQuerySet":
        """Those who have said neither yes nor no."""
        return self.filter(answer__in=["", Answer.MAYBE])

    def standing(self) -> "InvitationQuerySet":
        """Those whose person speaks for the member still: who was followed by another isn't asked any more, nor is a
        member that has left (S9)."""
        return self.filter(_stands())

    def with_stands(self) -> "InvitationQuerySet":
        """Whether they do, as `stands`."""
        return self.annotate(stands=models.ExpressionWrapper(_stands(), models.BooleanField()))

    def counted_on(self) -> "InvitationQuerySet":
        """Those who may come: they haven't said, or who came of their answer has a seat."""
        open_, comes = models.Q(answer__in=["", Answer.MAYBE]), models.Q(seat__state__in=LIVE)
        return self.standing().filter(open_ | comes)


class Invitation(models.Model):
    """One who speaks for a member is asked to a meeting. The answer is kept apart from the seat: no seat follows from
    no, and a seat can come about without any invitation."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="invitations")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="invitations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="invitations")
    sent_at = models.DateTimeField()
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)
    seat = models.ForeignKey(
        Seat, models.SET_NULL, null=True, related_name="+"
    )  # the one that the answer took

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="invited_once")]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def is_open(self) -> bool:
        """Neither yes nor no has been said."""
        return self.answer in ("", Answer.MAYBE)
