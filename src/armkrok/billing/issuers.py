"""What stands on an organisation's invoices is changed. What was issued stays as it was."""

import datetime as dt
from typing import Any

from django.db import transaction

from armkrok.directory.models import Organisation, Person
from armkrok.journal.models import record
from armkrok.networks.rules import Refusal, changed

from .models import Issuer
from .rules.issuing_numbers import account_faults, vat_number_fault


@transaction.atomic
def change(organisation: Organisation, values: dict[str, Any], *, by: Person, at: dt.datetime) -> Issuer:
    """Said for the first time, or anew. Sent twice, it is written down once.

    Raises Refusal where the VAT number or the account can't be right.
    """
    Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)  # two begin it at once
    issuer = Issuer.objects.filter(organisation=organisation).first() or Issuer(organisation=organisation)
    before = {name: getattr(issuer, name) for name in values} if issuer.pk else {}
    difference = changed(before, values) if before else dict.fromkeys(values)
    if not difference:
        return issuer
    for name, value in values.items():
        setattr(issuer, name, value)
    if words := vat_number_fault(organisation.country, issuer.vat_number):
        raise Refusal(words, "", "vat_number")
    if issuer.account:
        for fault in account_faults(issuer.payment_kind, issuer.account, issuer.bank):
            raise fault
    issuer.save()
    record("issuer.changed", [issuer, organisation], by=by, at=at, fields=sorted(difference))
    return issuer
