"""What one municipality takes home, on a page and on paper (K27)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.http import require_safe

from armkrok.accounts.who import this_person
from armkrok.directory.models import Organisation, Person
from armkrok.journal import clock
from armkrok.ui import printing
from armkrok.ui.access import signed_in
from armkrok.ui.typed import whole_number

from .. import taking_home
from ..forms.notes import WhichForm
from ..noted import Noted
from .notes import context_of, pdf_answer, readable


@signed_in
@require_safe
def take_home(request: HttpRequest, slug: str) -> HttpResponse:
    """K27: one page for one's own municipality; those who run the network choose any."""
    found = readable(request, slug)
    meeting, person = found.meeting, this_person(request)
    among = _members(found, person)
    wanted = whole_number(request.GET.get("organisation"))
    chosen = next((one for one in among if one.pk == wanted), None)
    if chosen is None and (wanted or (not among and not found.runs)):
        raise Http404
    chosen = chosen or (among[0] if among else None)
    if chosen is None:
        return render(request, "meetings/take_home.html", context_of(found))
    taken = taking_home.of(meeting, chosen, found)
    if "pdf" in request.GET:
        return take_home_file(taken)
    context = context_of(found) | {
        "taken": taken,
        "which": WhichForm(among, chosen) if len(among) > 1 else None,
        "sheet": _sheet(taken),
    }
    return render(request, "meetings/take_home.html", context)


def _members(found: Noted, person: Person) -> list[Organisation]:
    if found.runs:
        return taking_home.members(found.meeting)
    return taking_home.own(found.meeting, person, clock.today())


def _sheet(taken: taking_home.TakeHome) -> str:
    """In the network's language throughout, as it is printed."""
    with translation.override(taken.meeting.network.language):
        facts = taking_home.facts(taken)
        return render_to_string(
            "meetings/take_home_sheet.html",
            {"taken": taken, "facts": facts, "network": taken.meeting.network},
        )


def take_home_file(taken: taking_home.TakeHome) -> HttpResponse:
    network, data = taken.meeting.network, taking_home.paper(taken)
    made = printing.pdf(
        "meetings/take_home",
        data,
        title=data["title"],
        language=network.language,
        author=network.name,
        on=taken.meeting.day,
    )
    return pdf_answer(made, taken.meeting, "take-home", taken.organisation.name)
