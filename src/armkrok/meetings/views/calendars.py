"""Calendars that programs read at a secret address: one's own meetings, and those that one runs."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from armkrok.accounts.who import this_person
from armkrok.directory.models import Person
from armkrok.journal import clock
from armkrok.mail.letter import in_language_of
from armkrok.networks import calendar as calendars_of
from armkrok.ui.access import signed_in
from armkrok.ui.unchanged import answer

from .. import feeding
from ..models import FeedAddress

Whose = FeedAddress.Whose


@dataclass(frozen=True)
class Shown:
    """One of the two calendars, and where it is read."""

    whose: str
    title: str
    address: FeedAddress | None

    @property
    def url(self) -> str:
        assert self.address  # noqa: S101 (asked by the template)
        return settings.BASE_URL + reverse("meetings:calendar", args=[self.address.secret])

    @property
    def webcal(self) -> str:
        """Programs that know it subscribe at a click."""
        return urlsplit(self.url)._replace(scheme="webcal").geturl()

    @property
    def mark(self) -> str:
        return feeding.mark(self.address)


def _shown(person: Person, on: dt.date) -> list[Shown]:
    """Whoever runs nothing isn't offered the second."""
    there = feeding.addresses(person)
    return [
        Shown(whose.value, str(whose.label), there.get(whose))
        for whose in Whose
        if feeding.may_have(person, whose, on)
    ]


@signed_in
@never_cache
@require_safe
def calendars(request: HttpRequest) -> HttpResponse:
    """Both addresses, and how a calendar program is told of them."""
    person = this_person(request)
    return render(request, "meetings/calendars.html", {"calendars": _shown(person, clock.today())})


@signed_in
@never_cache
def calendar_address(request: HttpRequest, whose: str) -> HttpResponse:
    """A first address at once; another one, or none any more, after it has been said what that means."""
    person, at = this_person(request), clock.now()
    shown = next((one for one in _shown(person, clock.today()) if one.whose == whose), None)
    if shown is None:
        raise Http404
    if request.method == "POST":
        if "end" in request.POST:
            feeding.end(person, whose, at=at)
            messages.success(request, _("Nothing is read at the old address any more."))
        else:
            feeding.make(person, whose, instead_of=request.POST.get("mark", ""), at=at)
            messages.success(request, _("The address is ready. Give it to your calendar program."))
        return redirect("meetings:calendars")
    if shown.address is None:
        return redirect("meetings:calendars")
    return render(request, "meetings/calendar_address.html", {"shown": shown})


@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """For a program, which neither signs in nor keeps anything about itself."""
    on = clock.today()
    address = feeding.opened(secret, on)
    if address is None:
        return _hidden(HttpResponse("404\n", status=404, content_type="text/plain; charset=utf-8"))
    made_of, changed_at = feeding.made_of(address, on)

    def write() -> bytes:
        with in_language_of(address.person.as_receiver(settings.LANGUAGE_CODE)) as language:
            name, description = feeding.name_of(address)
            found = feeding.events(address, on)
            return calendars_of.feed(
                name=name,
                description=description,
                address=settings.BASE_URL + reverse("meetings:my_meetings"),
                time_zone=feeding.time_zone_of(found),
                language=language,
                year=on.year,
                events=found,
            )

    response = answer(request, made_of, changed_at, write, "text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="armkrok-{address.whose}.ics"'
    response["Cache-Control"] = "private, no-cache"
    return _hidden(response)


def _hidden(response: HttpResponse) -> HttpResponse:
    """No search engine finds it, and no other site hears of it."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
