"""Who offers to host or to present, who hosts, and what is to be done until then (S12, S13, S18, K28)."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Organisation, Person
from armkrok.networks.models import Network

from .meeting import Meeting, State

ANSWER_WITHIN_DAYS = 14  # K28


class What(models.TextChoices):
    HOST = "host", _("To host a meeting")
    PRESENT = "present", _("To present something")


class Season(models.TextChoices):
    SPRING = "spring", _("In spring")
    AUTUMN = "autumn", _("In autumn")
    ANY = "any", _("Whenever it suits")


class HostOfferQuerySet(models.QuerySet["HostOffer"]):
    def unanswered(self) -> "HostOfferQuerySet":
        return self.filter(answered_at=None, withdrawn_at=None)

    def overdue(self, now: dt.datetime) -> "HostOfferQuerySet":
        """K28: every offer gets an answer; after 14 days it is a task."""
        return self.unanswered().filter(made_at__lte=now - dt.timedelta(days=ANSWER_WITHIN_DAYS))


class HostOffer(models.Model):
    """A member offers to host a meeting or to present something, for one meeting or a season."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="host_offers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="host_offers")
    what = models.CharField(_("what you offer"), max_length=20, choices=What, default=What.HOST)
    meeting = models.ForeignKey(
        Meeting, models.SET_NULL, null=True, blank=True, related_name="offers", verbose_name=_("meeting")
    )
    season = models.CharField(_("when"), max_length=20, choices=Season, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    message = models.TextField(_("what you would like to show or tell"), blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="host_offers")
    made_at = models.DateTimeField()
    accepted = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = HostOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"offer {self.pk}"

    @property
    def thread(self) -> str:
        return f"offer-{self.pk}"


class HostingQuerySet(models.QuerySet["Hosting"]):
    def running(self) -> "HostingQuerySet":
        return self.filter(ended_at=None)

    def history(self) -> "HostingQuerySet":
        """Who has hosted: the newest first."""
        return self.running().filter(meeting__state=State.HELD).order_by("-meeting__starts_at")


class Hosting(models.Model):
    """An organisation hosts a meeting, from when it was named until somebody else was."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="hostings")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="hostings")
    contact = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="hosts", verbose_name=_("contact")
    )
    offer = models.ForeignKey(HostOffer, models.SET_NULL, null=True, related_name="+")
    brief = models.TextField(_("what to prepare and to bring"), blank=True)
    named_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = HostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("hosting")
        verbose_name_plural = _("hostings")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=models.Q(ended_at=None), name="one_host_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} hosts {self.meeting_id}"


class Doer(models.TextChoices):
    HOST = "host", _("The host")
    FACILITATOR = "facilitator", _("Those who run the network")


class HostTask(models.Model):
    """A line of the host's check list: what, who does it, who ticked it off."""

    hosting = models.ForeignKey(Hosting, models.CASCADE, related_name="tasks")
    words = models.CharField(_("what is to be done"), max_length=300)
    doer = models.CharField(_("who does it"), max_length=20, choices=Doer, default=Doer.HOST)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("task of the host")
        verbose_name_plural = _("tasks of the host")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.words
