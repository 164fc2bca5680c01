"""One's own meetings: a part of one's own page, and a page of their own."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.ui.access import signed_in
from armkrok.ui.parts import render_part

from .. import mine


@signed_in
@require_safe
def my_meetings(request: HttpRequest) -> HttpResponse:
    """Am I coming, what do I host, whom do I bring, what have I promised (S12, S15, K13, K27)."""
    person, now = this_person(request), clock.now()
    found = {
        "mine": mine.meetings(person, now),
        "held": mine.held(person, now),
        "promised": mine.promised(person, now),
    }
    return render_part(request, "meetings/my_meetings.html", "list", found)
