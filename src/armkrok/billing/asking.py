"""Where invoices are to be sent: a member is asked for what is missing or wrong, and says it (decision 8).

A wrong number may have been kept at enrolment. Here it is asked about and refused: an invoice that goes astray is worse
than one that waits.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import record
from armkrok.networks import rules as network_rules
from armkrok.networks.contacting import Invoicing
from armkrok.networks.models import Enrolment, State

from .letters import questions as letters
from .models import InvoicingQuestion
from .rules import Refusal
from .rules import invoicing as rules
from .rules.invoicing import Fault

TASK = "billing.invoicing"
LINK_DAYS = 60
INVOICED = (State.APPROVED, State.ACTIVE, State.ENDED)  # an ended member's last seats may still be invoiced

NOBODY = _("There is nobody to ask. Give the member a finance contact or a professional contact first.")
NOTHING = _("Nothing is missing, so there is nothing to ask.")
NO_MEMBER = _("This isn't a member, so no invoices go there.")


def faults(enrolment: Enrolment) -> list[Fault]:
    """What the member has to say before an invoice can go."""
    return rules.faults(enrolment.e_address_scheme, enrolment.e_address, enrolment.buyer_reference)


def _locked(enrolment: Enrolment) -> Enrolment:
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related(
        "network__team__organisation", "organisation", "professional_contact"
    )
    return rows.get(pk=enrolment.pk)


@transaction.atomic
def ask(enrolment: Enrolment, *, by: Person | None, at: dt.datetime) -> InvoicingQuestion:
    """Write to whoever knows, with a personal link. Asked twice on a day, it is asked once. Raises Refusal."""
    enrolment = _locked(enrolment)
    if enrolment.state not in INVOICED:
        raise Refusal(NO_MEMBER)
    earlier = enrolment.invoicing_questions.filter(answered_at=None).order_by("-asked_at", "-pk").first()
    if earlier and day_of(earlier.asked_at) == day_of(at):
        return earlier
    found = faults(enrolment)
    if not found:
        raise Refusal(NOTHING)
    name, address = enrolment.invoices_to
    if not address:
        raise Refusal(NOBODY, field="finance_email")
    person, _new = Person.objects.known_or_new(
        email=address, name=name, organisation=enrolment.organisation, language=enrolment.network.language
    )
    question = InvoicingQuestion.objects.create(
        enrolment=enrolment,
        person=person,
        missing=[{"field": fault.field, "missing": fault.missing} for fault in found],
        asked_by=by,
        asked_at=at,
    )
    _write(question, found, at, first=earlier is None)
    record("invoicing.asked", _about(enrolment), by=by, at=at, fields=sorted(fault.field for fault in found))
    return question


def _about(enrolment: Enrolment) -> list:
    return [enrolment, enrolment.network, enrolment.organisation]


def _write(question: InvoicingQuestion, found: list[Fault], at: dt.datetime, *, first: bool) -> None:
    link = PersonalLink.objects.make(TASK, question.person, question.enrolment, at=at, days=LINK_DAYS)
    letters.ask(question, found, link, first=first, at=at)


@transaction.atomic
def ask_again(link: PersonalLink, *, at: dt.datetime) -> None:
    """A new link in place of one that has ended."""
    enrolment = Enrolment.objects.select_related("network__team__organisation", "organisation").get(
        pk=link.target
    )
    new = PersonalLink.objects.make(TASK, link.person, enrolment, at=at, days=LINK_DAYS)
    letters.link_again(enrolment, new, at=at)


@transaction.atomic
def give(enrolment: Enrolment, values: Invoicing, *, by: Person, at: dt.datetime) -> Enrolment:
    """What the member, or the staff for it, says. A wrong number is refused. The journal says which fields changed, and
    not what they were. Said twice, it is said once. Raises Refusal."""
    enrolment = _locked(enrolment)
    if enrolment.state not in INVOICED:
        raise Refusal(NO_MEMBER)
    if fault := rules.address_fault(values.e_address_scheme, values.e_address):
        raise Refusal(fault.words, field=fault.field)
    after = {name: text.strip() for name, text in asdict(values).items()}
    after["e_address"] = rules.as_kept(values.e_address_scheme, values.e_address)
    difference = network_rules.changed({name: getattr(enrolment, name) for name in after}, after)
    if difference:
        for name, text in after.items():
            setattr(enrolment, name, text)
        enrolment.save(update_fields=list(after))
        record("invoicing.given", _about(enrolment), by=by, at=at, fields=sorted(difference))
    if not faults(enrolment):
        _answered(enrolment, by, at)
    return enrolment


def _answered(enrolment: Enrolment, by: Person, at: dt.datetime) -> None:
    """Everything that was asked is known: whoever asked is told, once."""
    waiting = enrolment.invoicing_questions.filter(answered_at=None).select_related("asked_by")
    askers = {question.asked_by: question for question in waiting if question.asked_by}
    waiting.update(answered_at=at)
    for asker, question in askers.items():
        if asker != by and asker.email:
            letters.answered(question, asker, by, enrolment, at=at)


def open_questions(enrolments: Iterable[int]) -> dict[int, InvoicingQuestion]:
    """The newest unanswered question about each enrolment; one query for any number."""
    waiting = InvoicingQuestion.objects.filter(enrolment__in=list(enrolments), answered_at=None)
    return {one.enrolment_id: one for one in waiting.select_related("person").order_by("asked_at", "pk")}
