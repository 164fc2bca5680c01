"""Arm in arm, for those who have signed in: a coordinator's own page, and the overview of those who run the network."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from armkrok.accounts.who import this_person
from armkrok.directory.models import PolicyArea
from armkrok.journal import clock
from armkrok.networks.models import Network
from armkrok.ui.access import signed_in
from armkrok.ui.parts import render_part
from armkrok.ui.spreadsheet import download

from .. import bringing
from ..models import Assignment, AssignmentState, Companion, CompanionState, Meeting, State
from ..models.companion import AWAY, AssignmentQuerySet
from ..rules import Refusal
from .bringing import Bringing, act
from .seats import visible

PER_PAGE = 100
EARLIER = 12  # how many of the network's meetings are looked back on


@signed_in
def companion(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom I take along (S15, S16). Only for whoever has been asked to."""
    meeting = visible(request, slug)
    mine = meeting.assignments.select_related("person", "enrolment__organisation")
    assignment = get_object_or_404(mine, person=this_person(request))
    assignment.meeting = meeting
    page = Bringing(request, assignment, this_person(request))
    if request.method == "POST" and (said := act(page)):
        messages.success(request, said)
        return redirect("meetings:companion", slug)
    context = {"meeting": meeting, "network": meeting.network, "bringing": page}
    return render(request, "meetings/companion.html", context, status=422 if page.failed else 200)


@signed_in
def companion_calling_off(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """By the coordinator, or by those who run the network; asked once more before it is done."""
    meeting, person = visible(request, slug), this_person(request)
    invited = Companion.objects.select_related("person", "assignment__person", "assignment__enrolment")
    brought = get_object_or_404(invited, pk=pk, assignment__meeting=meeting)
    brought.assignment.meeting = meeting
    runs = Network.objects.run_by(person, clock.today()).filter(pk=meeting.network_id).exists()
    own = brought.assignment.person_id == person.pk and Bringing(request, brought.assignment, person).speaks
    if not (own or runs):
        raise Http404
    back = reverse("meetings:companion" if own else "meetings:companions", args=[slug])
    refusal = ""
    if request.method == "POST":
        try:
            bringing.call_off(brought, by=person, at=clock.now())
        except Refusal as no:
            refusal = str(no)
        else:
            messages.success(
                request, _("%(name)s has been told not to come.") % {"name": brought.person.name}
            )
            return redirect(back)
    context = {
        "meeting": meeting,
        "network": meeting.network,
        "companion": brought,
        "back": back,
        "refusal": refusal,
    }
    return render(request, "meetings/companion_calling_off.html", context, status=422 if refusal else 200)


# --- for those who run the network ----------------------------------------------------------------------


def states() -> list[tuple[str, Any]]:
    """What an assignment can stand at, in the order in which they are shown."""
    order = [AssignmentState.OPEN, AssignmentState.NONE, AssignmentState.INVITED, AssignmentState.CONFIRMED]
    return [*((state.value, state.label) for state in order), (AWAY, _("Doesn't come"))]


def _filtered(request: HttpRequest, meeting: Meeting) -> AssignmentQuerySet:
    asked = Assignment.objects.filter(meeting=meeting).with_state(clock.today()).open_first()
    found = asked.select_related("person", "enrolment__organisation").prefetch_related(
        Prefetch("companions", Companion.objects.select_related("person").order_by("pk"))
    )
    state, trade, role = (request.GET.get(name, "") for name in ("state", "trade", "role"))
    if state in dict(states()):
        found = found.filter(Q(stands=state))
    coming = Companion.objects.coming_along().filter(assignment__meeting=meeting)
    if trade in PolicyArea.values:
        found = found.filter(pk__in=coming.filter(trade=trade).values("assignment"))
    if role:
        found = found.filter(pk__in=coming.filter(role=role).values("assignment"))
    return found.matching(request.GET.get("q", ""))


@signed_in
@require_safe
def companions(request: HttpRequest, slug: str) -> HttpResponse:
    """Who brings whom, to those who run the network (S14–S16): who hasn't anybody yet comes first."""
    run = Meeting.objects.run_by(this_person(request), clock.today())
    meeting = get_object_or_404(
        run.select_related("network__team__organisation", "place__station"), slug=slug
    )
    found = _filtered(request, meeting)
    if kind := request.GET.get("export"):
        return _export(meeting, found, kind)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "meeting": meeting,
        "network": meeting.network,
        "page": page,
        "filtered": any(request.GET.get(name) for name in ("q", "state", "trade", "role")),
        "states": states(),
        "trades": PolicyArea.choices,
        **_counts(meeting),
    }
    if not cast("Any", request).htmx:
        context["earlier"], context["members"] = looking_back(meeting.network)
    return render_part(request, "meetings/companions.html", "list", context)


def _counts(meeting: Meeting) -> dict[str, Any]:
    """How many bring somebody or don't, and who comes along by role and by field of work. Two queries."""
    asked = Assignment.objects.filter(meeting=meeting).with_state(clock.today()).order_by()
    stands = dict(asked.values_list(F("stands")).annotate(number=Count("pk")))
    coming = Companion.objects.coming_along().filter(assignment__meeting=meeting).order_by()
    roles: Counter[str] = Counter()
    fields: Counter[str] = Counter()
    for state, role, trade, number in coming.values_list("state", "role", "trade").annotate(
        number=Count("pk")
    ):
        confirmed = number if state == CompanionState.CONFIRMED else 0
        roles[role] += confirmed
        fields[trade] += confirmed
    return {
        "stands": [(label, stands.get(state, 0)) for state, label in states() if stands.get(state)],
        "asked": sum(stands.values()),
        "brought": roles.total(),
        "by_role": [(role, number) for role, number in roles.most_common() if number],
        "by_trade": [(_trade(trade), number) for trade, number in fields.most_common() if number],
        "roles": sorted(roles, key=str.casefold),
    }


def _trade(value: str) -> str:
    return str(dict(PolicyArea.choices).get(value, _("Not stated")))


@dataclass
class Earlier:
    """One meeting arm in arm, as it is looked back on."""

    meeting: Meeting
    asked: int = 0
    alone: int = 0
    trades: Counter[str] = field(default_factory=Counter)
    members: set[int] = field(default_factory=set)

    @property
    def brought(self) -> int:
        return self.trades.total()

    @property
    def by_trade(self) -> list[tuple[str, int]]:
        return [(_trade(trade), number) for trade, number in self.trades.most_common()]


@dataclass
class Brought:
    """What one member has brought along over time."""

    name: str
    meetings: set[int] = field(default_factory=set)
    trades: Counter[str] = field(default_factory=Counter)

    @property
    def number(self) -> int:
        return self.trades.total()

    @property
    def by_trade(self) -> list[tuple[str, int]]:
        return [(_trade(trade), number) for trade, number in self.trades.most_common()]


def looking_back(network: Network) -> tuple[list[Earlier], list[Brought]]:
    """Who was brought over time, from which field of work and which municipality, at the network's latest meetings
    arm in arm. Three queries, however many there are."""
    held = Meeting.objects.filter(network=network, armkrok=True).exclude(
        state__in=[State.DRAFT, State.CANCELLED]
    )
    found = {m.pk: Earlier(m) for m in held.order_by("-starts_at")[:EARLIER]}
    for meeting in found.values():
        meeting.meeting.network = network
    asked = Assignment.objects.filter(meeting__in=found).with_state(clock.today()).order_by()
    for pk, stands, number in asked.values_list("meeting", F("stands")).annotate(number=Count("pk")):
        found[pk].asked += number
        found[pk].alone += number if stands == AssignmentState.NONE else 0
    came = Companion.objects.confirmed().filter(assignment__meeting__in=found).order_by()
    members: dict[int, Brought] = {}
    rows = came.values_list(
        "assignment__meeting",
        "assignment__enrolment__organisation",
        "assignment__enrolment__organisation__name",
        "trade",
    )
    for pk, organisation, name, trade, number in rows.annotate(number=Count("pk")):
        found[pk].trades[trade] += number
        found[pk].members.add(organisation)
        member = members.setdefault(organisation, Brought(name))
        member.meetings.add(pk)
        member.trades[trade] += number
    return [one for one in found.values() if one.asked], sorted(
        members.values(), key=lambda m: (-m.number, m.name)
    )


def _export(meeting: Meeting, found: AssignmentQuerySet, kind: str) -> HttpResponse:
    heads = [
        _("Municipality"),
        _("Coordinator"),
        _("State"),
        _("Why nobody"),
        _("Companion"),
        _("Role"),
        _("Field of work"),
        _("Where they work"),
        _("Answer"),
        _("Reason"),
    ]
    labels = dict(states())

    def rows() -> Iterator[list[Any]]:
        for assignment in found:
            begins = [
                assignment.enrolment.organisation.name,
                assignment.person.name,
                labels[assignment.stands],  # type: ignore[attr-defined]
                assignment.none_why,
            ]
            for brought in assignment.companions.all():
                yield [
                    *begins,
                    brought.person.name,
                    brought.role,
                    brought.get_trade_display(),
                    brought.workplace,
                    brought.get_state_display(),
                    brought.why,
                ]
            if not assignment.companions.all():
                yield [*begins, *[""] * 6]

    return download(" ".join([meeting.slug, _("companions")]), heads, rows(), kind)
