"""The programme: items in order, each with its length. The hours follow from both, so they always fit together."""

import datetime as dt
from dataclasses import dataclass

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from armkrok.networks.models import Network

from .. import rules
from .meeting import Meeting


class Sort(models.TextChoices):
    ITEM = "item", _("Programme item")
    HOST_SLOT = "host_slot", _("The host's slot")  # S13, S18
    STANDING = "standing", _("Standing item")  # K11
    BREAK = "break", _("Break or meal")


class LedBy(models.TextChoices):
    FACILITATOR = "facilitator", _("Those who run the network")
    MEMBER = "member", _("Members")  # K15
    GUEST = "guest", _("Somebody from outside")  # K16


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def open(self) -> "AgendaItemQuerySet":
        """Without the confidential ones (K21)."""
        return self.filter(closed=False)


class AgendaItem(models.Model):
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    sort = models.CharField(_("sort"), max_length=20, choices=Sort, default=Sort.ITEM)
    title = models.CharField(pgettext_lazy("of a meeting or an item", "title"), max_length=200)
    about = models.TextField(_("about it"), blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=30, validators=[MinValueValidator(5), MaxValueValidator(720)]
    )
    parallel = models.BooleanField(_("at the same time as the one before"), default=False)
    form_of_work = models.CharField(_("form of work"), max_length=200, blank=True)  # K32
    led_by = models.CharField(_("led by"), max_length=20, choices=LedBy, default=LedBy.FACILITATOR)
    presenter = models.CharField(_("who presents"), max_length=200, blank=True)
    purposes = models.JSONField(_("purposes"), default=list, blank=True)  # S5
    tags = models.JSONField(_("subjects"), default=list, blank=True)  # K26
    closed = models.BooleanField(_("confidential"), default=False)  # K21

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme item")
        verbose_name_plural = _("programme items")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    def facts(self) -> rules.ItemFacts:
        """As the rules want to know it."""
        return rules.ItemFacts(
            title=self.title,
            minutes=self.minutes,
            parallel=self.parallel,
            sort=self.sort,
            form_of_work=self.form_of_work,
            led_by=self.led_by,
            purposes=tuple(self.purposes),
            tags=tuple(self.tags),
            closed=self.closed,
        )


@dataclass(frozen=True)
class Timed:
    """An item with its hours, in the network's time zone."""

    item: AgendaItem
    starts: dt.datetime
    ends: dt.datetime


def timetable(meeting: Meeting, items: "list[AgendaItem] | None" = None) -> list[Timed]:
    """The programme with the hours that are planned: what is announced, invited to, and stands in calendars. `items` if
    they have been read already; else one query."""
    items = list(meeting.items.all()) if items is None else items
    return _timed(meeting, items, rules.timetable(_lengths(items)))


def as_it_runs(meeting: Meeting, items: "list[AgendaItem] | None" = None) -> list[Timed]:
    """The programme with the day's own hours: as planned, and shifted by what was said on the day (decision 22). One
    query more than `timetable`."""
    items = list(meeting.items.all()) if items is None else items
    return _timed(meeting, items, rules.delayed(_lengths(items), delays_of(meeting, items)))


def delays_of(meeting: Meeting, items: "list[AgendaItem]") -> list[tuple[int, int]]:
    """What was said on the meeting's own day: the place of an item, and minutes. One query."""
    places = {item.pk: place for place, item in enumerate(items)}
    return [
        (places[item], minutes)
        for item, minutes, at in meeting.delays.values_list("item", "minutes", "at")
        # A meeting that moved afterwards begins anew, and so does one whose item has gone.
        if item in places and meeting.day <= at.astimezone(meeting.zone).date() <= meeting.ends.date()
    ]


def _lengths(items: "list[AgendaItem]") -> list[tuple[int, bool]]:
    return [(item.minutes, item.parallel) for item in items]


def _timed(meeting: Meeting, items: "list[AgendaItem]", slots: list[tuple[int, int]]) -> list[Timed]:
    return [
        Timed(
            item,
            # Added in UTC: across a change of daylight saving an hour stays an hour.
            (meeting.starts_at + dt.timedelta(minutes=begins)).astimezone(meeting.zone),
            (meeting.starts_at + dt.timedelta(minutes=ends)).astimezone(meeting.zone),
        )
        for item, (begins, ends) in zip(items, slots, strict=True)
    ]


class ProgrammeTemplate(models.Model):
    """A programme to begin with, kept by those who run the network."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="programme_templates")
    name = models.CharField(_("name"), max_length=200)
    items = models.JSONField(default=list)

    class Meta:
        verbose_name = _("programme template")
        verbose_name_plural = _("programme templates")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["network", "name"], name="template_name_once")]

    def __str__(self) -> str:
        return self.name
