"""What was said, item by item, from draft to shared (S5, K21, K27)."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.ui import printing
from armkrok.ui.access import signed_in
from armkrok.ui.typed import posted, whole_number

from .. import noted, notes_paper, noting, whom
from ..forms.notes import ActionForm, NoteForm, SummaryForm, WritingForm
from ..letters import notes as letters
from ..models import AgendaItem, Meeting, NotesState, State
from ..noted import Noted, Section
from ..rules import Refusal
from .host import run_by_me


@dataclass
class Line:
    """A section, and the forms in which it is written; none where nothing is."""

    section: Section
    form: NoteForm | None
    action_form: ActionForm | None


def readable(request: HttpRequest, slug: str) -> Noted:
    """The notes, if this person may read them; to everybody else they aren't there."""
    meeting = get_object_or_404(
        Meeting.objects.select_related("network__team__organisation", "place__station"), slug=slug
    )
    found = noted.for_reader(meeting, this_person(request), at=clock.now())
    if found is None:
        raise Http404
    return found


def context_of(found: Noted) -> dict[str, Any]:
    meeting = found.meeting
    return {
        "meeting": meeting,
        "network": meeting.network,
        "noted": found,
        "notes": found.notes,
        "begun": meeting.has_begun(clock.now()),
        "takes_place": noting.takes_place(meeting),
    }


@signed_in
@require_safe
def notes(request: HttpRequest, slug: str) -> HttpResponse:
    """Those who run the network write them here until they are shared; then everybody reads the same."""
    found = readable(request, slug)
    context = context_of(found)
    if not found.runs or found.notes.state == NotesState.SHARED:
        return render(request, "meetings/notes.html", context)
    if not context["takes_place"] or not context["begun"]:
        return render(request, "meetings/notes.html", context)
    meeting = found.meeting
    among = whom.candidates(meeting, clock.today())
    items = [section.timed.item for section in found.sections]
    context |= {
        "writes": True,
        "summary": SummaryForm(found.notes),
        "lines": [_line(section, found, among, items) for section in found.sections],
        "loose_form": ActionForm(meeting, among, items, mark="loose"),
        "whom": among,
        "here": reverse("meetings:notes", args=[slug]),
        "me": this_person(request),
    }
    return render(request, "meetings/notes.html", context)


def _line(section: Section, found: Noted, among: list[whom.Whom], items: list[AgendaItem]) -> Line:
    item = section.timed.item
    if item.closed:
        return Line(section, None, None)
    form = NoteForm(section.note, found.notes)
    return Line(section, form, ActionForm(found.meeting, among, items, item=item, mark=f"action-{item.pk}"))


@signed_in
def note(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One section: saved by itself, corrected by itself, and emptied when it has become confidential."""
    meeting = run_by_me(request, slug)
    found = noted.read(meeting, runs=True)
    section = next((one for one in found.sections if one.timed.item.pk == pk), None)
    if section is None:
        raise Http404
    item = section.timed.item
    form = NoteForm(section.note, found.notes, posted(request))

    def save(form: WritingForm) -> None:
        data = form.cleaned_data
        noting.write(
            item,
            said=data["said"],
            decided=data["decided"],
            by=this_person(request),
            at=clock.now(),
            seen=whole_number(form.seen),
            why=data.get("why", ""),
        )

    if section.closed and request.method == "POST":
        form.fields.pop("why", None)  # what is removed is no correction (K21)
    answer = _save(request, found, form, save, section.place)
    if answer:
        return answer
    context = {"section": section, "form": form, "place": section.place, "writing": section.note}
    return _part(request, context_of(found) | context | {"about": item.title}, form)


@signed_in
def notes_summary(request: HttpRequest, slug: str) -> HttpResponse:
    """K27: what one takes home, in short."""
    meeting = run_by_me(request, slug)
    found = noted.read(meeting, runs=True)
    form = SummaryForm(found.notes, posted(request))

    def save(form: WritingForm) -> None:
        data = form.cleaned_data
        noting.summarise(
            meeting,
            data["in_short"],
            by=this_person(request),
            at=clock.now(),
            seen=whole_number(form.seen),
            why=data.get("why", ""),
        )

    answer = _save(request, found, form, save, "short")
    context = context_of(found) | {"form": form, "place": "short", "writing": found.notes}
    return answer or _part(request, context, form)


def _save(
    request: HttpRequest, found: Noted, form: WritingForm, save: Any, place: str
) -> HttpResponse | None:
    """None when the form is only looked at, or something is to be mended in it."""
    if not form.is_valid():
        return None
    try:
        save(form)
    except Refusal as no:
        form.refuse(no)
        return None
    meeting = found.meeting
    if cast("Any", request).htmx:
        return _saved(request, meeting, place)
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('meetings:notes', args=[meeting.slug])}#{place}")


def _saved(request: HttpRequest, meeting: Meeting, place: str) -> HttpResponse:
    """What the form is told: the version that is there now, and that it was saved. A form that had something to be
    mended comes anew, so the warning goes."""
    found = noted.read(meeting, runs=True)
    writing: Any = found.notes
    form: WritingForm = SummaryForm(found.notes)
    about = ""
    for section in found.sections:
        if place == section.place:
            writing, form, about = section.note, NoteForm(section.note, found.notes), section.timed.item.title
    context = {"seen": form.seen, "writing": writing, "me": this_person(request), "place": place}
    if "mended" not in request.POST:
        return render(request, "meetings/notes_saved.html", context)
    context |= context_of(found) | {"form": form, "address": request.path, "about": about, "mended": True}
    return _in_place(render(request, "meetings/notes_writing.html", context), place)


def _part(request: HttpRequest, context: dict[str, Any], form: WritingForm) -> HttpResponse:
    """A page of its own; with htmx the section takes the place of the one that was sent."""
    status = 422 if form.errors else 200
    context |= {"me": this_person(request), "address": request.path}
    if not cast("Any", request).htmx:
        return render(request, "meetings/notes_part.html", context, status=status)
    return _in_place(render(request, "meetings/notes_writing.html", context, status=status), context["place"])


def _in_place(response: HttpResponse, place: str) -> HttpResponse:
    response["HX-Retarget"] = f"#writing-{place}"
    response["HX-Reswap"] = "outerHTML"
    return response


@signed_in
def notes_approval(request: HttpRequest, slug: str) -> HttpResponse:
    """Read as the readers will, and approve; or take the approval back, until they are shared."""
    meeting = run_by_me(request, slug)
    refusal = ""
    if request.method == "POST":
        by, at = this_person(request), clock.now()
        try:
            if "undo" in request.POST:
                noting.end_approval(meeting, by=by, at=at)
                messages.success(request, _("The notes are a draft again."))
            else:
                noting.approve(meeting, by=by, at=at, seen=request.POST.get("seen", ""))
                held = meeting.state == State.HELD  # before that, the page says what is left to do
                told = (
                    _("The notes are approved. Now they can be shared.")
                    if held
                    else _("The notes are approved.")
                )
                messages.success(request, told)
        except Refusal as no:
            refusal = str(no)
        else:
            to = "meetings:notes" if "undo" in request.POST else "meetings:notes_sharing"
            return redirect(to, slug)
    found = noted.read(meeting, runs=True)
    context = context_of(found) | {"refusal": refusal, "seen": noting.fingerprint(meeting), "preview": True}
    return render(request, "meetings/notes_approval.html", context, status=422 if refusal else 200)


@signed_in
def notes_sharing(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is written to, and what; then it is done."""
    meeting = run_by_me(request, slug)
    refusal = ""
    if request.method == "POST":
        try:
            noting.share(meeting, by=this_person(request), at=clock.now())
        except Refusal as no:
            refusal = str(no)
        else:
            messages.success(request, _("The notes are shared, and everybody is written to."))
            return redirect("meetings:notes", slug)
    found = noted.read(meeting, runs=True)
    receivers = noting.receivers(meeting, clock.now())
    context = context_of(found) | {
        "refusal": refusal,
        "receivers": [person for person in receivers if person.email],
        "without_email": [person for person in receivers if not person.email],
        "letter": letters.letter(meeting, found.notes, ""),
        "can_hold": meeting.state != State.HELD,
        "todo": [
            action
            for action in found.actions
            if action.is_open and (action.person_id or action.organisation_id)
        ],
    }
    return render(request, "meetings/notes_sharing.html", context, status=422 if refusal else 200)


def notes_file(found: Noted) -> HttpResponse:
    """The notes as PDF, of what this reader may read."""
    network = found.meeting.network
    data = notes_paper.paper(found)
    made = printing.pdf(
        "meetings/notes",
        data,
        title=data["title"],
        language=network.language,
        author=network.name,
        on=found.meeting.day,
    )
    return pdf_answer(made, found.meeting, "notes")


def pdf_answer(made: bytes, meeting: Meeting, *names: str) -> HttpResponse:
    """Shown by the browser itself, and saved under the meeting's name: nobody's name is in it."""
    response = HttpResponse(made, content_type="application/pdf")
    name = "-".join([meeting.slug, *names])
    response["Content-Disposition"] = f'inline; filename="{slugify(name)}.pdf"'
    return response


@signed_in
@require_safe
def notes_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    return notes_file(readable(request, slug))
