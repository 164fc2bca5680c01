"""Leisure facilities: what it costs, who was invoiced for what, and who paid (K33–K40, A1, A3, A6).

The numbers on the invoices are nobody's, and their check digits are right. The GLN begins with 952, which GS1 keeps for
examples; the CVR number with 99; the creditor's number of the payment slips with 0, where real ones begin with 8.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

from armkrok.billing import asking, crediting, delivering, issuers, paying, reminding, running, setting_prices
from armkrok.billing.models import Channel, Charges, Issuer, PaymentKind
from armkrok.billing.setting_prices import Price
from armkrok.directory.models import Person
from armkrok.directory.models.organisation import EAddressScheme
from armkrok.networks.contacting import Invoicing
from armkrok.networks.models import Enrolment, Network

from .banking import Paid, camt054
from .world import World

ISSUER: dict[str, Any] = {
    "legal_name": "Kommunernes Landsforening",
    "street": "Eksempelgade 10",
    "postal_code": "2300",
    "city": "København S",
    "registration_number": "99100001",
    "vat_number": "DK99100001",
    "e_address_scheme": EAddressScheme.GLN,
    "e_address": "9520000000011",
    "contact_name": "Regnskab, KL",
    "contact_email": "regnskab.kl@example.org",
    "payment_kind": PaymentKind.FIK,
    "account": "00991000",
    "terms_days": 30,
    "channel": Channel.MAIL,
    "reminder_days": [10, 30],
    "account_receivable": "5600",
    "account_fee": "1010",
    "account_extra_seat": "1020",
    "account_vat": "6902",
    "account_bank": "5820",
}
PRICES = ["7000.00", "5200.00", "3300.00"]  # by how many meetings are left
FIRST_INVOICES = "2026-01-20"
WITHOUT_VAT = Decimal("7000.00")  # what Køge paid in 2027


class Books:
    """KL's invoices: what its secretary does, and what the worker does by itself in between."""

    def __init__(self, world: World, network: Network, *, by: Person) -> None:
        self.world, self.network, self.by = world, network, by

    # --- what happened, in its order --------------------------------------------------------------------

    def begin(self) -> None:
        """Three are invoiced. Randers has given a number that can't be right, and is asked (decision 8)."""
        self._open(on="2025-11-04")
        self._run(on=FIRST_INVOICES)
        self._ask("Randers", on=FIRST_INVOICES)
        self._bank_file([*self._pays("Aarhus"), *self._pays("Vejle")], on="2026-02-11")
        self._remind(on="2026-03-02")
        self._bank_file(self._pays("Køge", message="Faktura {number}"), on="2026-03-10")

    def hjorring_is_new(self) -> None:
        """One meeting was left when it enrolled (K38); the run had nobody else."""
        self._run(on="2026-10-13")
        self._bank_file(self._pays("Hjørring"), on="2026-11-04")

    def a_new_year(self) -> None:
        """It opens by itself at the full price (K36). Køge pays without the VAT, and is reminded of the rest."""
        self._run(on="2027-01-12")
        paid = [self._pays(place) for place in ("Aarhus", "Hjørring", "Vejle")]
        self._bank_file([one for some in paid for one in some], on="2027-02-03")
        self._bank_file(self._pays("Køge", WITHOUT_VAT), on="2027-02-09")
        self._remind(on="2027-02-22")
        self._remind(on="2027-03-15")

    def esbjerg_and_a_third_person(self) -> None:
        """Who has enrolled since, and Vejle's extra seat in March (A1), come in the next run."""
        self._run(on="2027-03-23")
        self._bank_file(self._pays("Esbjerg"), on="2027-04-13")

    def svendborg_is_new(self) -> None:
        """Two meetings were left (K37). Its finance clerk wants an order's number on the invoice: it is taken back, and is
        to be issued anew. Vejle pays for the third person without saying for what."""
        self._run(on="2027-04-27")
        self._remind(on="2027-05-03")
        self._ask("Randers", on="2027-05-18")
        self._remind(on="2027-05-24")
        self._taken_back(
            "Svendborg",
            "I vil have jeres ordrenummer på fakturaen. Vi sender en ny, hvor det står.",
            reference="Ordre 4500212",
            on="2027-05-26",
        )
        self._bank_file(
            self._pays("Vejle", message="Netværksmøde i marts, en ekstra deltager"), on="2027-05-27"
        )

    # --- how --------------------------------------------------------------------------------------------

    @property
    def issuer(self) -> Issuer:
        return Issuer.objects.get(organisation=self.network.invoicer_id)

    def _open(self, *, on: str) -> None:
        """Prices hold from the network year on in which the first invoices are written; what was before stands on
        other books."""
        at = self.world.at(on, "09:40")
        first = self.network.year(self.world.days.day(FIRST_INVOICES))[0]
        for price in (
            Price(Charges.FEE, "by_meetings_left", first, "DKK", {"prices": PRICES}),
            Price(Charges.EXTRA_SEAT, "per_person_and_meeting", first, "DKK", {"price": "1500.00"}),
        ):
            setting_prices.set_price(self.network, price, by=self.by, at=at)
        assert self.network.invoicer  # noqa: S101 (said when it was opened)
        issuers.change(self.network.invoicer, ISSUER, by=self.by, at=at + dt.timedelta(minutes=20))

    def _run(self, *, on: str) -> None:
        """All that is ready is looked at, approved, issued and sent."""
        at = self.world.at(on, "10:20")
        seen = running.preview(self.issuer, on=self.world.days.day(on))
        if seen.ready:  # in a world that has moved, a network year may end elsewhere
            run = running.approve(self.issuer, seen.mark, None, by=self.by, at=at)
            running.work(run, at=at + dt.timedelta(minutes=1))
            delivering.deliver(at + dt.timedelta(minutes=2))

    def _ask(self, place: str, *, on: str) -> None:
        asking.ask(self._member(place), by=self.by, at=self.world.at(on, "10:35"))

    def _remind(self, *, on: str) -> None:
        """The worker, on a day on which a step is due."""
        reminding.remind(at=self.world.at(on, "08:06"))

    def _bank_file(self, payments: Sequence[Paid], *, on: str) -> None:
        """The day's payments, read on the morning after."""
        if payments:
            day = self.world.days.day(on)
            name, content = f"camt054-{day:%Y%m%d}.xml", camt054(day, payments)
            at = self.world.at(on, "09:15") + dt.timedelta(days=1)
            paying.read_file(self.issuer, name, content, by=self.by, at=at, is_ours=True)

    def _pays(self, place: str, amount: Decimal | None = None, message: str = "") -> list[Paid]:
        """What is open of its oldest invoice, or less, with the invoice's own reference; or with other words."""
        invoice = self._open_invoices(place).first()
        if invoice is None:
            return []
        whole = paying.balance([invoice])[invoice.pk].open
        said = message.format(number=invoice.number)
        reference = "" if said else invoice.payment_reference
        return [Paid(invoice.document.buyer.name, min(amount or whole, whole), reference, said)]

    def _taken_back(self, place: str, why: str, *, reference: str, on: str) -> None:
        at = self.world.at(on, "13:20")
        enrolment, invoice = self._member(place), self._open_invoices(place).last()
        if invoice is None:
            return
        crediting.credit(invoice, None, why, by=self.by, at=at, anew=True)
        delivering.deliver(at + dt.timedelta(minutes=1))
        known = Invoicing(**{name: getattr(enrolment, name) for name in asdict(Invoicing())})
        asking.give(enrolment, replace(known, buyer_reference=reference), by=self.by, at=at)

    def _member(self, place: str) -> Enrolment:
        return self.network.enrolments.members().get(organisation__name=place)

    def _open_invoices(self, place: str) -> Any:
        """Of which something is to be paid, the oldest first."""
        theirs = paying.open_ones(self.issuer).filter(organisation__name=place, network=self.network)
        return theirs.order_by("issued_at", "pk")
