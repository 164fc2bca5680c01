"""What is printed for the day, and the certificate that somebody was there."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from armkrok.accounts.who import this_person
from armkrok.directory.models import Person
from armkrok.journal import clock
from armkrok.ui.access import signed_in

from .. import certifying
from ..models import Attendance, Meeting
from ..papers import Paper, Papers
from .host import run_by_me
from .seats import visible


@signed_in
@require_safe
def papers(request: HttpRequest, slug: str) -> HttpResponse:
    """Each paper with what it is for and how much of it there is."""
    meeting = run_by_me(request, slug)
    numbers = Papers(meeting).numbers
    context = {
        "meeting": meeting,
        "network": meeting.network,
        "numbers": numbers,
        "cards": [(paper, _what_for(paper), numbers.of(paper)) for paper in Paper],
    }
    return render(request, "meetings/papers.html", context)


def _what_for(paper: Paper) -> str:
    return {
        Paper.BADGES: _(
            "Eight on a sheet, to cut out. The code on each checks its wearer in when those who run the meeting "
            "scan it. The last sheet is filled with empty ones for whoever comes unannounced."
        ),
        Paper.PARTICIPANTS: _(
            "By organisation, with companions and guests and a box to tick. Names only, so it can lie at the "
            "reception of the house."
        ),
        Paper.SIGNS: _(
            "One sheet for each organisation that comes, to fold in the middle and put on the table."
        ),
        Paper.PROGRAMME: _("Hours and titles in large letters, confidential items as the members see them."),
    }[paper]


@signed_in
@require_safe
def paper(request: HttpRequest, slug: str, paper: str) -> HttpResponse:
    """The PDF as things stand now. What there is nothing of isn't there."""
    meeting = run_by_me(request, slug)
    made = Papers(meeting)
    if paper not in Paper.values or not made.numbers.of(paper):
        raise Http404
    return _answer(meeting, paper, made.made(paper, on=clock.today()))


@signed_in
@require_safe
def certificate(request: HttpRequest, slug: str) -> HttpResponse:
    """For whoever was there, and nobody else."""
    return certificate_of(visible(request, slug), this_person(request))


def certificate_of(meeting: Meeting, person: Person) -> HttpResponse:
    """404 for whoever wasn't there; also behind personal links."""
    try:
        made = certifying.certificate(meeting, person, on=clock.today())
    except Attendance.DoesNotExist:
        raise Http404 from None
    return _answer(meeting, "certificate", made)


def _answer(meeting: Meeting, name: str, made: bytes) -> HttpResponse:
    """Shown by the browser itself, and saved under the meeting's name: nobody's name is in it."""
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slugify(meeting.slug)}-{name}.pdf"'
    return response
