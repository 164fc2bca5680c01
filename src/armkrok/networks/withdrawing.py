"""A member leaves: asked, confirmed by its contact, with a receipt, effective as the network's rule says (K36, A4)."""

import datetime as dt
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from armkrok.accounts.models import PersonalLink
from armkrok.accounts.revoking import revoke
from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import record
from armkrok.mail.letter import Letter, Receiver
from armkrok.mail.models import post

from . import rules, signals
from .letters import withdrawals as letters
from .letters.sending import send
from .models import Enrolment, State, Step, Withdrawal
from .rules import Refusal


def last_day(enrolment: Enrolment, on: dt.date) -> dt.date:
    """The last day of membership if a withdrawal is confirmed on that day."""
    year = enrolment.network.year(on)
    answers = [
        answer
        for _receiver, answer in signals.year_commitments.send(Enrolment, enrolment=enrolment, year=year)
    ]
    return rules.withdrawal_takes_effect(
        on,
        year=year,
        starts_on=enrolment.starts_on or on,
        # When nobody can say whether the year has begun to cost anything, the careful answer is that it has.
        committed=any(answers) if answers else True,
        rule=enrolment.network.leaving_rule,
        notice_months=enrolment.network.notice_months,
    )


@transaction.atomic
def ask_to_withdraw(enrolment: Enrolment, *, by: Person, at: dt.datetime, why: str = "") -> Withdrawal:
    """Nothing happens until the member's contact confirms. Asked twice, it is asked once."""
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if enrolment.state != State.ACTIVE:
        raise Refusal(_("Only a member can withdraw."), "K36")
    contact = enrolment.professional_contact
    if contact is None or not contact.email:
        raise Refusal(
            _("There is nobody to confirm it. Give the member a professional contact first."), "K36"
        )
    try:
        with transaction.atomic():
            withdrawal = Withdrawal.objects.create(
                enrolment=enrolment, asked_by=by, asked_at=at, why=why.strip(), contact=contact
            )
    except IntegrityError:
        return enrolment.withdrawals.standing().get()
    record(
        "withdrawal.asked",
        [enrolment, enrolment.network, enrolment.organisation],
        by=by,
        at=at,
        why=why.strip(),
    )
    ask_again(withdrawal, at)
    return withdrawal


def ask_again(withdrawal: Withdrawal, at: dt.datetime) -> None:
    """Mail the question to the member's contact."""
    link = PersonalLink.objects.make("networks.withdrawal", withdrawal.contact, withdrawal, at=at, days=60)
    send(
        withdrawal.contact,
        lambda: letters.confirm_withdrawal(
            withdrawal, link.address(), last_day(withdrawal.enrolment, day_of(at))
        ),
        network=withdrawal.enrolment.network,
        key=f"withdrawal-{withdrawal.pk}:confirm:{link.pk}",
        thread=withdrawal.enrolment.thread,
        at=at,
    )


def _locked(withdrawal: Withdrawal) -> Withdrawal:
    return (
        Withdrawal.objects.select_for_update(of=("self",))
        .select_related(
            "enrolment__network__team__organisation", "enrolment__organisation", "asked_by", "contact"
        )
        .get(pk=withdrawal.pk)
    )


@transaction.atomic
def confirm_withdrawal(withdrawal: Withdrawal, *, by: Person, at: dt.datetime) -> Withdrawal:
    """The contact means it: the last day is set, and receipts go out. Sent twice, it is done once."""
    withdrawal = _locked(withdrawal)
    enrolment = withdrawal.enrolment
    if withdrawal.confirmed_at:
        return withdrawal
    if withdrawal.dropped_at or enrolment.state != State.ACTIVE:
        raise Refusal(_("This withdrawal has been dropped, or the membership has ended."), "K36")
    withdrawal.confirmed_at, withdrawal.effect_on = at, last_day(enrolment, day_of(at))
    withdrawal.save(update_fields=["confirmed_at", "effect_on"])
    enrolment.ends_on = withdrawal.effect_on
    enrolment.save(update_fields=["ends_on"])
    record(
        "withdrawal.confirmed",
        [enrolment, enrolment.network, enrolment.organisation],
        by=by,
        at=at,
        effect_on=withdrawal.effect_on.isoformat(),
        receipt=withdrawal.receipt,
    )
    _tell(withdrawal, "receipt", letters.withdrawal_receipt, at)
    return withdrawal


def _tell(withdrawal: Withdrawal, what: str, write: Callable[[Withdrawal], Letter], at: dt.datetime) -> None:
    """To the contact, to whoever asked, and to the secretariat."""
    enrolment = withdrawal.enrolment
    for person in dict.fromkeys([withdrawal.contact, withdrawal.asked_by]):
        send(
            person,
            lambda: write(withdrawal),
            network=enrolment.network,
            key=f"withdrawal-{withdrawal.pk}:{what}:{person.pk}",
            thread=enrolment.thread,
            at=at,
        )
    team = enrolment.network.team
    post(
        Receiver(team.email, enrolment.network.language, str(team)),
        lambda: write(withdrawal),
        key=f"withdrawal-{withdrawal.pk}:{what}:team",
        thread=enrolment.thread,
        at=at,
        team_number=team.pk,
    )


@transaction.atomic
def change_contact(withdrawal: Withdrawal, contact: Person, *, by: Person | None, at: dt.datetime) -> None:
    """Who confirms has changed: the one before can't any more, and the new one is asked."""
    if withdrawal.confirmed_at or withdrawal.dropped_at or withdrawal.contact == contact:
        return
    revoke("networks.withdrawal", withdrawal, by=by, at=at)
    withdrawal.contact = contact
    withdrawal.save(update_fields=["contact"])
    ask_again(withdrawal, at)


@transaction.atomic
def drop_withdrawal(withdrawal: Withdrawal, *, by: Person, at: dt.datetime, why: str = "") -> None:
    """The contact keeps the membership, or the member regrets before the last day has come."""
    withdrawal = _locked(withdrawal)
    enrolment = withdrawal.enrolment
    if withdrawal.dropped_at:
        return
    if enrolment.state != State.ACTIVE:
        raise Refusal(_("The membership has ended. The municipality is welcome to apply again."), "K36")
    withdrawal.dropped_at, withdrawal.dropped_by = at, by
    withdrawal.save(update_fields=["dropped_at", "dropped_by"])
    _tell(withdrawal, "dropped", letters.withdrawal_dropped, at)
    if enrolment.ends_on:
        enrolment.ends_on = None
        enrolment.save(update_fields=["ends_on"])
    record(
        "withdrawal.dropped", [enrolment, enrolment.network, enrolment.organisation], by=by, at=at, why=why
    )


@transaction.atomic
def end_membership(enrolment: Enrolment, *, at: dt.datetime) -> None:
    """The last day is over: the membership and the appointments end, and those concerned are told."""
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("network__team__organisation", "organisation", "professional_contact")
        .get(pk=enrolment.pk)
    )
    if enrolment.state != State.ACTIVE or enrolment.ends_on is None or enrolment.ends_on >= day_of(at):
        return
    concerned = [a.person for a in enrolment.appointments.running(day_of(at)).select_related("person")]
    enrolment.state = State.ENDED
    enrolment.save(update_fields=["state"])
    Step.objects.create(enrolment=enrolment, state=State.ENDED, before=State.ACTIVE, by=None, at=at)
    enrolment.appointments.unended().update(to_on=enrolment.ends_on)
    for appointment in enrolment.appointments.pending():
        revoke("networks.appointment", appointment, by=None, at=at)
    enrolment.appointments.pending().update(declined_at=at)
    revoke("networks.naming", enrolment, by=None, at=at)
    record("enrolment.ended", [enrolment, enrolment.network, enrolment.organisation], by=None, at=at)
    signals.membership_ended.send(Enrolment, enrolment=enrolment, at=at)
    if enrolment.professional_contact:
        concerned.append(enrolment.professional_contact)
    for person in dict.fromkeys(concerned):
        send(
            person,
            lambda: letters.ended(enrolment),
            network=enrolment.network,
            key=f"enrolment-{enrolment.pk}:ended:{person.pk}",
            thread=enrolment.thread,
            at=at,
        )
