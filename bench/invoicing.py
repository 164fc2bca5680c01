"""What the worker does with a run of a thousand invoices: `python -m bench.invoicing`, in the environment of a database.
Prints the seconds that each part took as JSON. One process, one thread."""

import datetime as dt
import json
import time
from typing import Any

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from armkrok.billing import issuing, running, ubl  # noqa: E402
from armkrok.billing.models import Channel, Charges, Issuer, PaymentKind, PriceRule  # noqa: E402
from armkrok.directory.models import Organisation, Person  # noqa: E402
from armkrok.networks.models import Enrolment, Network, Role, State, Team  # noqa: E402

NUMBER = 1000
AT_HOME: dict[str, dict[str, Any]] = {
    "DK": {
        "issuer": ("99100001", "DK99100001", "0184", "99100001", PaymentKind.FIK, "00991000"),
        "member": ("0088", "5799990002129"),
        "currency": "DKK",
    },
    "SE": {
        "issuer": (
            "2021004912",
            "SE202100491201",
            "0007",
            "2021004912",
            PaymentKind.BANKGIRO,
            "9912346",
        ),
        "member": ("0007", "2021004912"),
        "currency": "SEK",
    },
}


def network_of(country: str) -> Issuer:
    """A network with a fee, its issuer, and a thousand members that can be invoiced."""
    here = AT_HOME[country]
    at = timezone.now()
    organisation = Organisation.objects.create(name=f"Bench {country}", kind="region", country=country)
    team = Team.objects.create(organisation=organisation, name="Bench", email="bench@example.org")
    clerk = Person.objects.create(
        name="Clerk", email=f"clerk-{country}@example.org", organisation=organisation
    )
    Role.objects.create(person=clerk, team=team, from_on=dt.date(2020, 1, 1))
    network = Network.objects.create(
        slug=f"bench-{country.lower()}",
        name="Bench",
        summary="Bench",
        policy_area="culture",
        team=team,
        language="da" if country == "DK" else "sv",
        areas=[country],
        eligible_kinds=["municipality"],
    )
    PriceRule.objects.create(
        network=network,
        charges=Charges.FEE,
        kind="by_meetings_left",
        from_on=network.year(timezone.localdate())[0],
        currency=here["currency"],
        terms={"prices": ["7000.00", "5200.00", "3300.00"]},
        at=at,
    )
    number, vat, scheme, address, way, account = here["issuer"]
    issuer = Issuer.objects.create(
        organisation=organisation,
        legal_name="Bench",
        street="Gatan 1",
        postal_code="12345",
        city="Bench",
        registration_number=number,
        vat_number=vat,
        e_address_scheme=scheme,
        e_address=address,
        contact_name="Clerk",
        contact_email="clerk@example.org",
        payment_kind=way,
        account=account,
        channel=Channel.DOWNLOAD,
    )
    scheme, address = here["member"]
    enrolments = []
    for one in range(NUMBER):
        member = Organisation.objects.create(
            name=f"Kommun {one:04} {country}", kind="municipality", country=country, code=f"b{one:04}"
        )
        enrolments.append(
            Enrolment(
                network=network,
                organisation=member,
                state=State.ACTIVE,
                applicant=clerk,
                applicant_title="Chef",
                finance_name="Fakturamottagning",
                finance_email="faktura@example.org",
                e_address_scheme=scheme,
                e_address=address,
                buyer_reference=f"Ref {one}",
                applied_at=at,
                starts_on=dt.date(2020, 1, 1),
            )
        )
    Enrolment.objects.bulk_create(enrolments)
    return issuer


def issued(issuer: Issuer) -> dict[str, float]:
    at = timezone.now()
    by = Role.objects.get(team__organisation=issuer.organisation).person
    began = time.perf_counter()
    preview = running.preview(issuer, on=at.date())
    looked = time.perf_counter() - began
    run = running.approve(issuer, preview.mark, None, by=by, at=at)
    began = time.perf_counter()
    number = running.work(run, at=at, seconds=600)
    seconds = time.perf_counter() - began
    again = running.work(run, at=at) + len(running.preview(issuer, on=at.date()).ready)
    return {"issued": number, "seconds": seconds, "preview": looked, "again": again}


def main() -> None:
    with transaction.atomic():
        danish, swedish = network_of("DK"), network_of("SE")
    found: dict[str, Any] = {"official": ubl.has_official_rules()}
    found["oioubl"] = issued(danish)
    found["peppol"] = issued(swedish)
    # The year before gets its price too, so that as many are due once more; and nobody has the extra.
    issuing.ubl.check = lambda xml, format: []
    price = PriceRule.objects.get(network__slug="bench-se")
    price.pk, price.from_on = None, price.from_on.replace(year=price.from_on.year - 1)
    price.save()
    found["bare"] = issued(swedish)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
