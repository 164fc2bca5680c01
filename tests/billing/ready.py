"""A network with its prices, an issuer with right numbers, and members that can be invoiced."""

import datetime as dt
from typing import Any

from django.db import transaction

from armkrok.billing import running
from armkrok.billing.models import Invoice, Issuer, Run, VatRate
from armkrok.directory.models import Organisation, Person
from armkrok.meetings import registering
from armkrok.meetings.models import Meeting, Seat
from armkrok.networks.models import Enrolment
from armkrok.networks.someone import Someone
from tests.billing.money_in import an_issuer
from tests.billing.priced import a_fee, a_seat_price
from tests.world import World

CVR = "99100001"  # its check digit is right, and it is nobody's


def issuer_of(world: World, **more: Any) -> Issuer:
    numbers = {"registration_number": CVR, "vat_number": f"DK{CVR}", "e_address": CVR}
    return an_issuer(world, **(numbers | more))


def with_address(enrolment: Enrolment, gln: str = "5799990002129") -> Enrolment:
    enrolment.e_address_scheme, enrolment.e_address = "0088", gln
    enrolment.buyer_reference = "Idræt 212"
    enrolment.finance_name, enrolment.finance_email = "Fakturateam", "faktura@example.org"
    enrolment.save()
    return enrolment


def ready(world: World) -> Issuer:
    """Svendborg, a member since 1 June, owes 7,000 kr. for 2027."""
    # A test with a database of its own begins without what the migrations brought.
    VatRate.objects.get_or_create(
        country="DK", band="standard", from_on=dt.date(1992, 1, 1), defaults={"percent": 25}
    )
    a_fee(world)
    a_seat_price(world)
    with_address(world.enrolment)
    return issuer_of(world)


def many(world: World, number: int) -> list[Enrolment]:
    """So many more members, since 2025; written at once, since how they joined is no matter here."""
    with transaction.atomic():
        made = []
        for one in range(number):
            organisation = Organisation.objects.create(
                name=f"Kommune {one:04}", kind="municipality", country="DK", code=f"9{one:04}"
            )
            person = Person.objects.create(
                name=f"Medarbejder {one}", email=f"m{one}@example.org", organisation=organisation
            )
            made.append(
                Enrolment(
                    network=world.network,
                    organisation=organisation,
                    state="active",
                    applicant=person,
                    applicant_title="Idrætschef",
                    professional_contact=person,
                    finance_name="Fakturateam",
                    finance_email=f"f{one}@example.org",
                    e_address_scheme="0088",
                    e_address="5799990002129",
                    buyer_reference=f"Ref {one}",
                    applied_at=world.now,
                    starts_on=dt.date(2025, 1, 1),
                )
            )
        return Enrolment.objects.bulk_create(made)


def approved(world: World, issuer: Issuer, *, at: dt.datetime | None = None) -> Run:
    at = at or world.now
    seen = running.preview(issuer, on=at.date()).mark
    return running.approve(issuer, seen, None, by=world.people["secretary"], at=at)


def invoiced(world: World, issuer: Issuer | None = None, *, at: dt.datetime | None = None) -> list[Invoice]:
    """Everything that is due, through the acts."""
    run = approved(world, issuer or ready(world), at=at)
    running.work(run, at=at or world.now)
    return [item.invoice for item in run.items.select_related("invoice") if item.invoice]


def extra_seat(world: World, meeting: Meeting, number: int = 3) -> Seat:
    """The members' `number`-th person at the meeting: from the third on it is an extra seat (A1, A2)."""
    me = world.people["coordinator"]
    seat = registering.register(meeting, world.enrolment, me, by=me, at=world.now)
    for one in range(2, number + 1):
        someone = Someone(f"Kollega {one}", f"kollega{one}@example.org")
        seat = registering.register(
            meeting, world.enrolment, someone, by=me, at=world.now, extra_confirmed=True
        )
    return seat
