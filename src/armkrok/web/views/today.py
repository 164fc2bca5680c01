"""*Today*: the decisions that wait for the staff, oldest first, each answered where it stands; nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Count, Max, Min, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.accounts.who import this_person
from armkrok.billing import desk as billing_desk
from armkrok.directory.models import Person
from armkrok.journal import clock
from armkrok.journal.models import record
from armkrok.mail import settling
from armkrok.mail.models import Message, MessageQuerySet, Received
from armkrok.meetings import desk
from armkrok.meetings.models import Companion, Guest, Hosting, HostOffer, Meeting, Seat
from armkrok.networks import deciding, rules
from armkrok.networks.decisions import decisions, undoable, waiting
from armkrok.networks.models import Appointment, Enrolment, Network, Step, Team
from armkrok.ui.access import only
from armkrok.ui.typed import plain, whole_number

PER_PAGE = 100
LONGEST = 4000  # characters of a reason or a question

Act = Callable[[Enrolment, Person], Step]


@dataclass(frozen=True)
class Tried:
    """An act that was refused: what was asked for, what was typed, and why not."""

    number: int
    what: str
    why_not: str
    field: str
    typed: QueryDict


def _of_ours(person: Person, letters: MessageQuerySet) -> MessageQuerySet:
    """Those of one's own teams, and those about the networks that one runs together with others (K24).

    Asked from the letters' side: there are few that nobody has got, and many things that a letter may be about.
    """
    on = clock.today()
    asked = list(letters.order_by().values_list("pk", "team_number", "thread"))
    if not asked:
        return Message.objects.none()
    teams = set(Team.objects.of(person, on).values_list("pk", flat=True))
    ours: list[int] = []
    about: dict[str, dict[int, list[int]]] = {}  # what it is about, its number, the letters
    for pk, team, thread in asked:
        kind, _dash, number = thread.rpartition("-")
        if team in teams:
            ours.append(pk)
        elif kind in THREADS and number.isdecimal():
            about.setdefault(kind, {}).setdefault(int(number), []).append(pk)
    networks = Network.objects.run_by(person, on).values("pk")
    for kind, numbers in about.items():
        model, network = THREADS[kind]
        rows = model._default_manager.filter(**{f"{network}__in": networks, "pk__in": list(numbers)})
        for number in rows.values_list("pk", flat=True):
            ours += numbers[number]
    return Message.objects.filter(pk__in=ours)


THREADS: dict[str, tuple[Any, str]] = {
    "enrolment": (Enrolment, "network"),
    "appointment": (Appointment, "network"),
    "meeting": (Meeting, "network"),
    "seat": (Seat, "meeting__network"),
    "companion": (Companion, "assignment__meeting__network"),
    "guest": (Guest, "meeting__network"),
    "hosting": (Hosting, "meeting__network"),
    "offer": (HostOffer, "network"),
}


@only("networks.staff")
def today(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, first: Enrolment | None = None, tried: Tried | None = None) -> HttpResponse:
    """All that waits; if something was just refused, with that (`first`, an application) open and what was typed."""
    person, now = this_person(request), clock.now()
    page = _applications(person, request.GET.get("page"))
    others = [enrolment for enrolment in page.object_list if enrolment != first]
    dead = list(_of_ours(person, Message.objects.dead()).dead()[: PER_PAGE + 1])
    context = {
        "now": now,
        "page": page,
        "decisions": decisions([first, *others] if first else others, now),
        "done": undoable(person, now),
        "tasks": _tasks(person, now) if page.number == 1 else [],
        "dead": dead[:PER_PAGE],
        "more_dead": len(dead) > PER_PAGE,
        "unread": _unread(person) if page.number == 1 else None,
        "guides": _guides(),
        "tried": tried,
    }
    return render(request, "web/today.html", context, status=422 if tried else 200)


def _applications(person: Person, number: str | None) -> Page:
    """They are read before they are counted: mostly they are few, and then one query is enough."""
    found = waiting(person, clock.today())
    first = list(found[: PER_PAGE + 1])
    if len(first) <= PER_PAGE:
        return Paginator(first, PER_PAGE).get_page(number)
    page = Paginator(found, PER_PAGE).get_page(number)
    if page.number == 1:
        page.object_list = first[:PER_PAGE]
    return page


def _tasks(person: Person, now: datetime) -> list[Any]:
    """What meetings and invoices need, the oldest first."""
    both: list[Any] = [*desk.waiting(person, now), *billing_desk.waiting(person, now)]
    return sorted(both, key=lambda task: task.since)[:PER_PAGE]


def _unread(person: Person) -> dict[str, object]:
    """How many mails to our own mailbox a person of these teams has to read, and since when."""
    waiting = Received.objects.waiting(Team.objects.of(person, clock.today()).values("pk"))
    return waiting.aggregate(number=Count("pk"), since=Min("received_at"), newest=Max("pk"))


@only("networks.staff")
@require_POST
def received_settlement(request: HttpRequest) -> HttpResponse:
    """Somebody has read what came; what has come since the page was made isn't meant."""
    person = this_person(request)
    teams = list(Team.objects.of(person, clock.today()))
    newest = whole_number(request.POST.get("newest")) or 0
    with transaction.atomic():
        number = settling.settle_received([t.pk for t in teams], newest, by=person.pk, at=clock.now())
        if number:
            record("received.settled", teams, by=person, at=clock.now(), number=number)
    messages.success(request, _("Put aside."))
    return redirect("web:today")


def _guides() -> list[str]:
    """The names of the networks that a refused applicant can be guided to (K5), once for all lines of the page."""
    return list(Network.objects.published().order_by("name").values_list("name", flat=True))


def _guide(request: HttpRequest, enrolment: Enrolment) -> Network | None:
    """The network whose name or web address was typed. Raises Refusal when there is none, or several of that name."""
    typed = plain(request.POST.get("guided_to", ""))[:LONGEST]
    if not typed:
        return None
    others = Network.objects.published().exclude(pk=enrolment.network_id)
    found = list(others.filter(Q(name__iexact=typed) | Q(slug=typed)).order_by("pk")[:2])
    if len(found) == 1:
        return found[0]
    raise rules.Refusal(
        _("Several networks are called so. Write the last part of its web address instead, such as %(slug)s.")
        % {"slug": found[0].slug}
        if found
        else _("There is no other network of this name. Choose one from the list, or leave it empty."),
        field="guided_to",
    )


def _tried(request: HttpRequest, number: int, why_not: object, field: str = "") -> Tried:
    what = (request.resolver_match.url_name if request.resolver_match else "") or ""
    return Tried(number, what, str(why_not), field, request.POST)


def _why(request: HttpRequest) -> str:
    """What was typed. What is too long is refused, and not cut behind somebody's back."""
    why = plain(request.POST.get("why", ""))
    if len(why) > LONGEST:
        raise rules.Refusal(
            _("This is %(long)s characters long, and at most %(longest)s can be sent.")
            % {"long": len(why), "longest": LONGEST},
            field="why",
        )
    return why


def _decide(request: HttpRequest, pk: int, act: Act) -> HttpResponse:
    """Load what this person may decide, act, and answer with the line of Today that has changed."""
    person = this_person(request)
    enrolment = get_object_or_404(
        Enrolment.objects.filter(
            network__in=Network.objects.run_by(person, clock.today()).values("pk")
        ).select_related("network__team__organisation", "organisation", "applicant"),
        pk=pk,
    )
    try:
        step = act(enrolment, person)
    except rules.Refusal as no:
        return _line(request, enrolment, _tried(request, enrolment.pk, no, no.field))
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "web/today.html#done", {"step": step})
    return redirect("web:today")


def _line(request: HttpRequest, enrolment: Enrolment, tried: Tried | None = None) -> HttpResponse:
    """The decision as it stands now, with what was typed still there."""
    enrolment.refresh_from_db(fields=["state"])
    if not request.htmx:  # type: ignore[attr-defined]
        return _page(request, enrolment, tried) if tried else redirect("web:today")
    (decision,) = decisions([enrolment], clock.now())
    context = {"decision": decision, "now": clock.now(), "tried": tried}
    return render(request, "web/today.html#decision", context, status=422 if tried else 200)


@only("networks.staff")
@require_POST
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, lambda enrolment, by: deciding.approve(enrolment, by=by, at=clock.now()))


@only("networks.staff")
@require_POST
def refusal(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(
        request,
        pk,
        lambda enrolment, by: deciding.refuse(
            enrolment, _why(request), by=by, at=clock.now(), guided_to=_guide(request, enrolment)
        ),
    )


@only("networks.staff")
@require_POST
def question(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(
        request, pk, lambda enrolment, by: deciding.ask(enrolment, _why(request), by=by, at=clock.now())
    )


@only("networks.staff")
@require_POST
def undoing(request: HttpRequest, pk: int) -> HttpResponse:
    person = this_person(request)
    step = get_object_or_404(
        Step.objects.filter(
            enrolment__network__in=Network.objects.run_by(person, clock.today()).values("pk")
        ).select_related(
            "enrolment__network__team__organisation", "enrolment__organisation", "enrolment__applicant"
        ),
        pk=pk,
    )
    try:
        deciding.undo(step, by=person, at=clock.now())
    except rules.Refusal as no:
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "web/today.html#done", {"step": step, "refusal": str(no)})
        messages.error(request, str(no))
        return redirect("web:today")
    return _line(request, step.enrolment)


@only("networks.staff")
@require_POST
def letter_resending(request: HttpRequest, pk: int) -> HttpResponse:
    return _settle(request, pk, again=True)


@only("networks.staff")
@require_POST
def letter_settlement(request: HttpRequest, pk: int) -> HttpResponse:
    return _settle(request, pk, again=False)


def _settle(request: HttpRequest, pk: int, *, again: bool) -> HttpResponse:
    person = this_person(request)
    letter = get_object_or_404(_of_ours(person, Message.objects.filter(pk=pk)))
    address = request.POST.get("address", "").strip() if again else ""
    try:
        if address:
            validate_email(address)
        with transaction.atomic():
            if again:
                settling.send_again(letter, by=person.pk, at=clock.now(), address=address)
            else:
                settling.settle(letter, by=person.pk, at=clock.now())
            what = "letter.sent_again" if again else "letter.settled"
            record(
                what,
                Team.objects.filter(pk__in=[letter.team_number]),
                by=person,
                at=clock.now(),
                letter=letter.pk,
                corrected=bool(address),
            )
    except ValidationError as fault:
        return _page(request, tried=_tried(request, letter.pk, " ".join(fault.messages), "address"))
    except settling.SettlingRefusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("The letter is on its way again.") if again else _("Put aside."))
    return redirect("web:today")
