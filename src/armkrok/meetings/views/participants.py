"""Who comes, who waits, who hasn't said: for those who run the network, who register and remind from here (K17, A2)."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from armkrok.accounts.limits import limited
from armkrok.accounts.who import this_person
from armkrok.directory.models import Person
from armkrok.journal import clock
from armkrok.networks.models import Enrolment
from armkrok.ui.access import signed_in
from armkrok.ui.parts import render_part
from armkrok.ui.spreadsheet import download
from armkrok.ui.typed import posted, whole_number
from armkrok.ui.ways_back import page_before

from .. import asking, doubting, inviting, registering, warnings
from ..forms.seats import SomeoneForm
from ..headcount import Headcount
from ..models import Meeting, Seat, SeatState, State
from ..models.meeting import COMING
from ..participants import EXTRA, Group, Line, Participants
from ..registering import ExtraSeat
from ..rules import Refusal
from .host import run_by_me

PER_PAGE = 100
MAILINGS = 10  # how many earlier mails are listed


def back_to(request: HttpRequest, meeting: Meeting) -> str:
    return page_before(request, reverse("meetings:participants", args=[meeting.slug]))


def shown(request: HttpRequest) -> tuple[str, str]:
    """What the list is filtered by: a group, and words."""
    show = request.GET.get("show", "")
    return (show if show in [*Group.values, EXTRA] else "", request.GET.get("q", ""))


@signed_in
@require_safe
def participants(request: HttpRequest, slug: str) -> HttpResponse:
    """By municipality, those who haven't answered first; numbers, warnings, what the caterer is told."""
    meeting, now = run_by_me(request, slug), clock.now()
    everybody = Participants(meeting, now)
    lines = everybody.filtered(*shown(request))
    if kind := request.GET.get("export"):
        return _export(meeting, lines, kind)
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    to_come = meeting.state in COMING and not meeting.has_begun(now)
    context: dict[str, Any] = {
        "meeting": meeting,
        "network": meeting.network,
        "page": page,
        "sections": list(_sections(list(page.object_list))),
        "here": request.get_full_path(),
        "filtered": any(shown(request)),
        "filters": _filters(meeting),
        "seats_change": not meeting.has_begun(now) and meeting.state in (State.INVITED, State.POSTPONED),
        "registers": not meeting.has_begun(now) and meeting.state == State.INVITED,
    }
    if not request.htmx:  # type: ignore[attr-defined]
        warned = warnings.warnings(meeting) if to_come or meeting.state == State.DRAFT else []
        context |= {
            "numbers": Headcount.of(everybody.lines, meeting.capacity),
            "counted": asking.counts(meeting),
            "warnings": warned,
            "unexplained": any(found.reason is None for found in warned),
            "by_mail": doubting.by_mail(meeting),
            "mailings": meeting.mailings.annotate(number=Count("receivers"))[:MAILINGS],
        }
    return render_part(request, "meetings/participants.html", "list", context)


def _filters(meeting: Meeting) -> list[tuple[str, object]]:
    """Those that can hold somebody at such a meeting."""
    without = {Group.COMPANIONS} if not meeting.armkrok else set()
    if meeting.is_trip:  # nobody is asked to one, so nobody owes an answer (K23)
        without |= {Group.UNANSWERED, Group.PERHAPS, Group.COLLEAGUES}
    groups: list[tuple[str, object]] = [(group.value, group.label) for group in Group if group not in without]
    return groups if meeting.is_trip else [*groups, (EXTRA, _("Extra seats"))]


def _sections(lines: list[Line]) -> Iterator[tuple[Group, list[Line]]]:
    """The page's lines under their headings; who is brought along stays below whoever brings them."""
    section: list[Line] = []
    heading, before = None, None
    for line in lines:
        if line.under and before and line in before.companions:
            section.append(line)
            continue
        before, line.under = line, False
        if line.group != heading:
            if heading is not None:
                yield heading, section
            heading, section = line.group, []
        section.append(line)
    if heading is not None:
        yield heading, section


def _export(meeting: Meeting, lines: list[Line], kind: str) -> HttpResponse:
    columns = [
        _("Group"),
        _("Municipality or organisation"),
        _("Name"),
        _("Title"),
        _("E-mail"),
        _("State"),
        _("Extra seat"),
        _("Number in line"),
        _("Reason, role or item"),
        _("Brought by"),
        _("Letters"),
    ]
    rows = [
        [
            line.group.label,
            line.organisation,
            line.name,
            line.title,
            line.email,
            line.state,
            _("yes") if line.extra else "",
            line.number or "",
            line.why,
            line.brought_by,
            _letters(line),
        ]
        for line in lines
    ]
    return download(" ".join([meeting.slug, _("participants")]), columns, rows, kind)


def _letters(line: Line) -> str:
    """What our letters to them met with."""
    if line.came_back_at:
        return _("The letter came back")
    return _("Is away") if line.away_at else ""


@signed_in
def registration(request: HttpRequest, slug: str) -> HttpResponse:
    """Those who run the network register somebody for a member, also after registration has closed (K17, A2)."""
    meeting = run_by_me(request, slug)
    members = list(
        Enrolment.objects.members()
        .filter(network=meeting.network_id)
        .select_related("organisation", "network")
        .order_by("organisation__name")
    )
    wanted = whole_number(request.POST.get("enrolment") or request.GET.get("enrolment"))
    enrolment = next((member for member in members if member.pk == wanted), None)
    number = whole_number(request.POST.get("person"))
    form = SomeoneForm(None if number or enrolment is None else posted(request))
    context: dict[str, Any] = {
        "meeting": meeting,
        "network": meeting.network,
        "members": members,
        "enrolment": enrolment,
        "form": form,
        "next": back_to(request, meeting),
    }
    if enrolment:
        known = registering.colleagues(enrolment, meeting, clock.today())
        who = next((person for person in known if person.pk == number), None)
        if request.method == "POST":
            if number and who is None:
                context["refusal"] = _("This person comes already, or can't be chosen here.")
            elif (who or form.is_valid()) and (seat := _register(request, meeting, enrolment, who, context)):
                messages.success(request, _said(seat))
                return redirect(back_to(request, meeting))
        context |= {
            "colleagues": known,
            "place": registering.what_one_would_get(meeting, enrolment),
            "price": registering.extra_seat_price(meeting, enrolment),
            "entitled": registering.entitled(meeting, enrolment),
        }
    failed = bool(context.get("refusal") or context.get("extra") or form.errors)
    return render(request, "meetings/participant_registration.html", context, status=422 if failed else 200)


def _register(
    request: HttpRequest, meeting: Meeting, enrolment: Enrolment, who: Person | None, context: dict[str, Any]
) -> Seat | None:
    """None when something is to be mended or confirmed first; then the context says what."""
    form: SomeoneForm = context["form"]
    try:
        return registering.register(
            meeting,
            enrolment,
            who or form.someone,
            by=this_person(request),
            at=clock.now(),
            extra_confirmed=request.POST.get("extra") == "yes",
        )
    except ExtraSeat as extra:
        context["extra"] = extra
        context["tried"] = {
            name: request.POST[name]
            for name in ("enrolment", "person", "name", "email", "title", "next")
            if name in request.POST
        }
    except Refusal as no:
        if form.is_bound:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            context["refusal"] = str(no)
    return None


def _said(seat: Seat) -> str:
    if seat.state == SeatState.WAITING:
        return _("The meeting is full. %(name)s is on the waiting list.") % {"name": seat.person.name}
    return _("%(name)s has a seat.") % {"name": seat.person.name}


@signed_in
@require_POST
def invitation_sending(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The invitation once more, to one who hasn't answered or has lost it."""
    meeting = run_by_me(request, slug)
    invited = meeting.invitations.select_related("person", "enrolment__organisation", "meeting")
    invitation = get_object_or_404(invited, pk=pk)
    limited(request, "meetings.invitation.again", "5/d/key,300/h/ip", key=f"invitation {invitation.pk}")
    name = {"name": invitation.person.name}
    try:
        sent = inviting.send_again(invitation, by=this_person(request), at=clock.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        words = (
            _("The invitation has been sent to %(name)s again.")
            if sent
            else _("The invitation was sent to %(name)s a moment ago.")
        )
        messages.success(request, words % name)
    return redirect(back_to(request, meeting))
