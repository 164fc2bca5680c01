"""A network's public dates for programs: a calendar to subscribe to, and news of the dates (K39)."""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from armkrok.accounts.who import person_of
from armkrok.journal import clock
from armkrok.meetings import dates as meeting_dates
from armkrok.meetings.letters import sending
from armkrok.networks import calendar
from armkrok.networks.models import Network
from armkrok.ui.unchanged import answer

NEWEST = 100  # dates in the news


def _seen(request: HttpRequest, slug: str) -> Network:
    networks = Network.objects.visible_to(person_of(request), clock.today())
    return get_object_or_404(networks.select_related("team__organisation"), slug=slug)


@require_safe
def dates(request: HttpRequest, slug: str) -> HttpResponse:
    """It is there before the first date is, and fills itself."""
    shown, year = _seen(request, slug), clock.today().year
    made_of, changed_at = meeting_dates.made_of(shown)
    facts = (request.build_absolute_uri("/"), year, *made_of)

    def write() -> bytes:
        with translation.override(shown.language):
            description = _("The meetings of the network. New dates come by themselves.")
        return calendar.feed(
            name=shown.name,
            description=description,
            address=request.build_absolute_uri(shown.get_absolute_url()),
            time_zone=shown.time_zone,
            language=shown.language,
            year=year,
            organiser=(str(shown.team), shown.team.email),
            events=meeting_dates.events(shown, request.build_absolute_uri),
        )

    response = answer(request, facts, changed_at, write, "text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{shown.slug}.ics"'
    return response


class _Atom(Atom1Feed):
    """Without any date it was last changed when the network was, and not just now."""

    def latest_post_date(self) -> dt.datetime:
        changed_at: dt.datetime = self.feed["changed_at"]
        return changed_at


@require_safe
def dates_atom(request: HttpRequest, slug: str) -> HttpResponse:
    """The dates that were set, moved or cancelled last, the newest first (RFC 4287)."""
    shown = _seen(request, slug)
    made_of, changed_at = meeting_dates.made_of(shown)
    facts = (request.build_absolute_uri("/"), *made_of)

    def write() -> bytes:
        with translation.override(shown.language):
            return _atom(request, shown, changed_at).encode()

    return answer(request, facts, changed_at, write, "application/atom+xml; charset=utf-8")


def _for_xml(words: str) -> str:
    """XML can't hold every character that a form may send."""
    return "".join(c if c.isprintable() or c in "\t\n\r" else " " for c in words)


def _atom(request: HttpRequest, network: Network, changed_at: dt.datetime | None) -> str:
    site = request.build_absolute_uri("/")
    host = urlsplit(site).hostname
    events = meeting_dates.events(network, request.build_absolute_uri)
    newest = sorted(events, key=lambda event: (event.changed_at, event.starts_at), reverse=True)[:NEWEST]
    feed: Any = _Atom(
        title=_for_xml(_("Meetings: %(network)s") % {"network": network.name}),
        link=request.build_absolute_uri(network.get_absolute_url()),
        description=None,
        subtitle=_("The meetings of the network. New dates come by themselves."),
        language=network.language,
        author_name=_for_xml(str(network.team)),
        author_email=network.team.email,
        feed_url=request.build_absolute_uri(reverse("web:dates_atom", args=[network.slug])),
        feed_guid=f"tag:{host},2026:network-{network.pk}-dates",
        changed_at=changed_at or dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )
    zone = ZoneInfo(network.time_zone)
    for event in newest:
        when = sending.hours(event.starts_at.astimezone(zone), event.ends_at.astimezone(zone))
        said = [part for part in (when, event.location, event.description) if part]
        feed.add_item(
            title=_for_xml(event.summary),
            link=event.address,
            description=format_html_join("", "<p>{}</p>", ((_for_xml(part),) for part in said)),
            unique_id=f"tag:{host},2026:{event.uid.partition('@')[0]}",
            updateddate=event.changed_at,
        )
    written: str = feed.writeString("utf-8")
    return written
