"""*Today*: the decisions that wait for the staff, oldest first, each answered where it stands; nothing else."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.accounts.who import this_person
from armkrok.directory.models import Person
from armkrok.journal import clock
from armkrok.journal.models import record
from armkrok.mail import settling
from armkrok.mail.models import Message
from armkrok.networks import deciding, rules
from armkrok.networks.decisions import decisions, undoable, waiting
from armkrok.networks.models import Enrolment, Network, Step, Team
from armkrok.ui.access import only
from armkrok.ui.typed import whole_number

PER_PAGE = 100


def _dead_letters(person: Person) -> list[Message]:
    return list(
        Message.objects.dead().filter(team_number__in=Team.objects.of(person, clock.today()).values("pk"))
    )


@only("networks.staff")
def today(request: HttpRequest) -> HttpResponse:
    person, now = this_person(request), clock.now()
    page = Paginator(waiting(person, clock.today()), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "now": now,
        "page": page,
        "decisions": decisions(list(page.object_list), now),
        "done": undoable(person, now),
        "dead": _dead_letters(person),
        "guides": _guides(),
    }
    return render(request, "web/today.html", context)


def _guides() -> list[Network]:
    """The networks that a refused applicant can be guided to (K5)."""
    return list(Network.objects.published().order_by("name"))


Act = Callable[[Enrolment, Person], Step]


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
        return _line(request, enrolment, refusal=str(no))
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "web/today.html#done", {"step": step})
    return redirect("web:today")


def _line(request: HttpRequest, enrolment: Enrolment, refusal: str = "") -> HttpResponse:
    """The decision as it stands now, with what was typed still there."""
    enrolment.refresh_from_db(fields=["state"])
    if not request.htmx:  # type: ignore[attr-defined]
        if refusal:
            messages.error(request, f"{enrolment.organisation}: {refusal}")
        return redirect("web:today")
    (decision,) = decisions([enrolment], clock.now())
    context = {
        "decision": decision,
        "now": clock.now(),
        "refusal": refusal,
        "typed": request.POST.get("why", ""),
        "tried": request.resolver_match.url_name if request.resolver_match else "",
        "guides": _guides(),
    }
    return render(request, "web/today.html#decision", context)


@only("networks.staff")
@require_POST
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, lambda enrolment, by: deciding.approve(enrolment, by=by, at=clock.now()))


@only("networks.staff")
@require_POST
def refusal(request: HttpRequest, pk: int) -> HttpResponse:
    guide = whole_number(request.POST.get("guided_to"))
    guided_to = Network.objects.published().filter(pk=guide).first() if guide else None
    why = request.POST.get("why", "")[:4000]
    return _decide(
        request,
        pk,
        lambda enrolment, by: deciding.refuse(enrolment, why, by=by, at=clock.now(), guided_to=guided_to),
    )


@only("networks.staff")
@require_POST
def question(request: HttpRequest, pk: int) -> HttpResponse:
    text = request.POST.get("why", "")[:4000]
    return _decide(request, pk, lambda enrolment, by: deciding.ask(enrolment, text, by=by, at=clock.now()))


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
    teams = Team.objects.of(person, clock.today())
    letter = get_object_or_404(Message.objects.filter(team_number__in=teams.values("pk")), pk=pk)
    team = next(t for t in teams if t.pk == letter.team_number)
    try:
        with transaction.atomic():
            if again:
                settling.send_again(letter, by=person.pk, at=clock.now())
            else:
                settling.settle(letter, by=person.pk, at=clock.now())
            what = "letter.sent_again" if again else "letter.settled"
            record(what, [team], by=person, at=clock.now(), letter=letter.pk)
    except settling.SettlingRefusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("The letter is on its way again.") if again else _("Put aside."))
    return redirect("web:today")
