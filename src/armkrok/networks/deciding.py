"""The secretariat answers an application: yes, no, or a question; and changes its mind before the mail has left."""

import datetime as dt
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import Entry, record
from armkrok.mail.letter import Letter
from armkrok.mail.models import Message

from . import rules
from .letters import decisions as letters
from .letters.sending import send
from .models import Appointment, Enrolment, Network, State, Step
from .models.enrolment import UNDECIDED
from .rules import Refusal
from .years import year_is_over


def _locked(enrolment: Enrolment) -> Enrolment:
    return (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("network__team__organisation", "organisation", "applicant")
        .get(pk=enrolment.pk)
    )


def _subjects(enrolment: Enrolment) -> list:
    return [enrolment, enrolment.network, enrolment.organisation]


def _step(
    enrolment: Enrolment,
    state: State,
    *,
    by: Person | None,
    at: dt.datetime,
    why: str = "",
    guided_to: Network | None = None,
    follows: Step | None = None,
) -> Step:
    step = Step.objects.create(
        enrolment=enrolment,
        state=state,
        before=enrolment.state,
        by=by,
        at=at,
        why=why,
        guided_to=guided_to,
        follows=follows,
    )
    enrolment.state = state
    enrolment.save(update_fields=["state", "starts_on"])
    return step


def _undecided(enrolment: Enrolment, done: State) -> Step | None:
    """None when the decision is still to be made; the step when the same one has been made already."""
    if enrolment.state in UNDECIDED:
        return None
    last = enrolment.steps.standing().filter(follows=None).last()
    if last and last.state == done:
        return last
    raise Refusal(
        _("Somebody else has decided this meanwhile: %(state)s.") % {"state": enrolment.get_state_display()}
    )


def _letter_to_applicant(step: Step, at: dt.datetime, write: Callable[[str], Letter]) -> None:
    enrolment = step.enrolment
    link = PersonalLink.objects.make("networks.application", enrolment.applicant, enrolment, at=at, days=365)
    send(
        enrolment.applicant,
        lambda: write(link.address()),
        network=enrolment.network,
        key=f"step-{step.pk}:{step.state}:{enrolment.applicant_id}",
        thread=enrolment.thread,
        at=at,
        automatic=False,
        hold_seconds=settings.UNDO_SECONDS,
    )


@transaction.atomic
def approve(enrolment: Enrolment, *, by: Person | None, at: dt.datetime) -> Step:
    """Yes. The membership begins at once when the appointment is confirmed, else with the confirmation.

    `by` is None when the network's own procedure says yes without anybody's deciding. Sent twice, it is done once;
    raises Refusal when a colleague has decided otherwise.
    """
    enrolment = _locked(enrolment)
    if done := _undecided(enrolment, State.APPROVED):
        return done
    if not enrolment.organisation.listed:
        enrolment.organisation.listed = True
        enrolment.organisation.save(update_fields=["listed"])
    step = _step(enrolment, State.APPROVED, by=by, at=at)
    record("enrolment.approved", _subjects(enrolment), by=by, at=at)
    if enrolment.appointments.running(day_of(at)).exists():
        _activate(enrolment, at=at, follows=step, hold_seconds=settings.UNDO_SECONDS if by else 0)
    else:
        _letter_to_applicant(step, at, lambda address: letters.approved(step, address))
    return step


@transaction.atomic
def refuse(
    enrolment: Enrolment, why: str, *, by: Person, at: dt.datetime, guided_to: Network | None = None
) -> Step:
    """No, with the reason, and the network that fits better if there is one (K5)."""
    if not why.strip():
        raise Refusal(_("A refusal needs its reason; the applicant reads it."), "K5", "why")
    enrolment = _locked(enrolment)
    if done := _undecided(enrolment, State.REFUSED):
        return done
    step = _step(enrolment, State.REFUSED, by=by, at=at, why=why.strip(), guided_to=guided_to)
    record("enrolment.refused", _subjects(enrolment), by=by, at=at, why=why.strip())
    _letter_to_applicant(step, at, lambda address: letters.refused(step))
    for person in _others_concerned(enrolment):
        send(
            person,
            lambda: letters.refused(step),
            network=enrolment.network,
            key=f"step-{step.pk}:{step.state}:{person.pk}",
            thread=enrolment.thread,
            at=at,
            automatic=False,
            hold_seconds=settings.UNDO_SECONDS,
        )
    return step


def _others_concerned(enrolment: Enrolment) -> list[Person]:
    """Besides the applicant: those who have been put forward, and those who have answered for them."""
    people: list[Person] = []
    for appointment in enrolment.appointments.filter(declined_at=None).select_related("person", "appointer"):
        people.append(appointment.person)
        if appointment.appointer and appointment.confirmed_at:
            people.append(appointment.appointer)
    return [person for person in dict.fromkeys(people) if person != enrolment.applicant]


@transaction.atomic
def ask(enrolment: Enrolment, question: str, *, by: Person, at: dt.datetime) -> Step:
    """A question to the applicant, who answers by a personal link (K5)."""
    if not question.strip():
        raise Refusal(_("Write the question first."), "K5", "why")
    enrolment = _locked(enrolment)
    if enrolment.state == State.ASKED:
        last = enrolment.steps.standing().filter(state=State.ASKED).last()
        if last and last.why == question.strip():
            return last
        raise Refusal(_("A question has been asked, and its answer hasn't come yet."), "K5")
    if done := _undecided(enrolment, State.ASKED):
        return done
    step = _step(enrolment, State.ASKED, by=by, at=at, why=question.strip())
    record("enrolment.asked", _subjects(enrolment), by=by, at=at, why=question.strip())
    _letter_to_applicant(step, at, lambda address: letters.question(step, address))
    return step


@transaction.atomic
def undo(step: Step, *, by: Person, at: dt.datetime) -> Enrolment:
    """As if it had not been decided. Raises Refusal once the mail has left. Sent twice, it is done once."""
    enrolment = _locked(step.enrolment)
    step = Step.objects.get(pk=step.pk)
    if step.undone_at:
        return enrolment
    last = enrolment.steps.standing().filter(follows=None).last()
    if last is None or last.pk != step.pk:
        raise Refusal(_("Something has happened since, so this can't be undone."))
    if enrolment.withdrawals.standing().exists():
        raise Refusal(_("A withdrawal has been asked for meanwhile, so this can't be undone."))
    if not Message.objects.recall(f"step-{step.pk}:", at):
        raise Refusal(_("The mail has left, so this can't be undone. Write to the applicant instead."))
    Step.objects.filter(pk__in=[step.pk, *step.consequences.values_list("pk", flat=True)]).update(
        undone_at=at, undone_by=by
    )
    enrolment.state, enrolment.starts_on = step.before, None
    try:
        with transaction.atomic():
            enrolment.save(update_fields=["state", "starts_on"])
    except IntegrityError:
        raise Refusal(_("The municipality has applied anew meanwhile, so this can't be undone.")) from None
    record("enrolment.undone", _subjects(enrolment), by=by, at=at)
    return enrolment


def _activate(enrolment: Enrolment, *, at: dt.datetime, follows: Step | None, hold_seconds: int) -> None:
    """The membership begins, and those who are part of it are told; the appointed also read the common task (S10)."""
    today, network = day_of(at), enrolment.network
    enrolment.starts_on = rules.first_day(
        today, year=network.year(today), wanted=enrolment.begins_on, over=year_is_over(network, today)
    )
    step = _step(enrolment, State.ACTIVE, by=None, at=at, follows=follows)
    record("enrolment.activated", _subjects(enrolment), by=None, at=at)
    tasks: dict[Person, str] = {}
    for appointment in enrolment.appointments.running(day_of(at)).select_related("person", "appointer"):
        link = PersonalLink.objects.make(
            "networks.common_task", appointment.person, appointment, at=at, days=90
        )
        tasks[appointment.person] = link.address()
        if appointment.appointer:
            tasks.setdefault(appointment.appointer, "")
    for person in dict.fromkeys([enrolment.applicant, *tasks]):
        send(
            person,
            partial(letters.welcome, enrolment, tasks.get(person, "")),
            network=enrolment.network,
            key=f"step-{(follows or step).pk}:welcome:{person.pk}",
            thread=enrolment.thread,
            at=at,
            automatic=False,
            hold_seconds=hold_seconds,
        )


def activate_if_ready(enrolment: Enrolment, *, at: dt.datetime) -> bool:
    """After an appointment was confirmed: the membership begins if the secretariat has said yes, or if the network's
    procedure lets those join at once whom it is meant for. Returns whether it began."""
    enrolment = _locked(enrolment)
    network, organisation = enrolment.network, enrolment.organisation
    if enrolment.state == State.APPROVED:
        _activate(enrolment, at=at, follows=None, hold_seconds=0)
        return True
    if enrolment.state != State.APPLIED or rules.decided_by_people(
        network.admission(organisation.kind, organisation.country, organisation.area),
        procedure=network.eligibility_procedure,
        asks_committee=network.asks_committee,
        title=enrolment.applicant_title,
        suggested_roles=network.suggested_roles,
        appointer_known=_is_known_there(enrolment),
    ):
        return False
    approve(enrolment, by=None, at=at)
    return True


def _is_known_there(enrolment: Enrolment) -> bool:
    """Whether one who vouches for this application has done so before, for a member, or was added by the staff."""
    vouching = {a.appointer or a.person for a in enrolment.appointments.exclude(confirmed_at=None)}
    before = Appointment.objects.filter(
        organisation=enrolment.organisation, confirmed_at__isnull=False, enrolment__state=State.ACTIVE
    ).filter(Q(appointer__in=vouching) | Q(person__in=vouching))
    added = Entry.objects.about(*vouching).filter(
        what__in=["person.added", "person.changed"], by__isnull=False
    )
    return before.exists() or added.exists()
