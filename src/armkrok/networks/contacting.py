"""A member keeps its contacts right: the professional one, and the one who gets the invoices."""

import datetime as dt
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person
from armkrok.journal.models import record

from . import rules
from .models import Enrolment
from .models.enrolment import OPEN
from .rules import Refusal
from .someone import Someone
from .withdrawing import change_contact


@dataclass(frozen=True)
class Invoicing:
    """Where invoices go. A wrong check digit is kept when the member says so: it becomes a question, not a guess."""

    finance_name: str = ""
    finance_email: str = ""
    e_address_scheme: str = ""
    e_address: str = ""
    buyer_reference: str = ""


@transaction.atomic
def change_contacts(
    enrolment: Enrolment,
    *,
    contact_name: str,
    contact_email: str,
    invoicing: Invoicing | None,
    by: Person,
    at: dt.datetime,
) -> Enrolment:
    """The journal says which fields changed, and not what anybody's address was before.

    Without `invoicing` what is known of it stays. Raises Refusal when the address is somebody else's.
    """
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if enrolment.state not in OPEN:
        raise Refusal(_("The membership has ended; its contacts are history."))
    contact = Someone(contact_name, contact_email).known_or_new(enrolment.organisation, at=at)
    if contact.name != contact_name:
        raise Refusal(_("We know this address as %(name)s.") % {"name": contact.name}, field="contact_name")
    after = {**(asdict(invoicing) if invoicing else {}), "professional_contact_id": contact.pk}
    before = {name: getattr(enrolment, name) for name in after}
    if difference := rules.changed(before, after):
        for name, value in after.items():
            setattr(enrolment, name, value)
        enrolment.save(update_fields=list(after))
        record(
            "enrolment.contacts_changed",
            [enrolment, enrolment.network, enrolment.organisation],
            by=by,
            at=at,
            fields=sorted(difference),
        )
        if withdrawal := enrolment.withdrawals.standing().first():
            change_contact(withdrawal, contact, by=by, at=at)
    return enrolment
