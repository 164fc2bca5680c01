"""Two runs, and two who take numbers, at the same moment: no gap, and nothing twice.

With real threads on a real database. `tests/test_on_postgresql.py` runs this file there, too.
"""

import pytest
import time_machine
from django.db import transaction

from armkrok.billing import crediting, numbering, running
from armkrok.billing.models import Invoice, InvoiceLine, Run, RunItem
from armkrok.billing.rules import Refusal
from tests.at_once import at_the_same_time
from tests.billing.ready import approved, many, ready
from tests.world import NOW, World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> World:
    with time_machine.travel(NOW):
        return World().build()


def serials() -> list[int]:
    return list(Invoice.objects.order_by("serial").values_list("serial", flat=True))


def test_two_runs_of_the_same_dues_make_each_invoice_once(world: World) -> None:
    """Two people approved at the same moment, in two runs that both hold everything."""
    issuer = ready(world)
    many(world, 11)
    first = approved(world, issuer)
    second = Run.objects.create(
        issuer=issuer, approved_by=first.approved_by, approved_at=NOW, seen="another preview"
    )
    RunItem.objects.bulk_create(
        RunItem(
            run=second,
            enrolment=item.enrolment,
            network_year_from=item.network_year_from,
            charges=item.charges,
        )
        for item in first.items.all()
    )
    made = at_the_same_time(
        lambda: running.work(first, at=NOW),
        lambda: running.work(second, at=NOW),
        lambda: running.work(first, at=NOW),
    )
    assert sum(int(str(one)) for one in made) == 12
    assert serials() == list(range(1, 13))
    assert InvoiceLine.objects.values("charge").distinct().count() == 12
    assert not RunItem.objects.filter(done_at=None).exists()


def test_numbers_taken_at_the_same_moment_follow_one_another(world: World) -> None:
    issuer = ready(world)

    def take() -> int:
        with transaction.atomic():
            return numbering.take(issuer, 2027).serial

    taken = [at_the_same_time(take, take, take) for _round in range(4)]
    assert sorted(int(str(one)) for some in taken for one in some) == list(range(1, 13))


def test_a_run_that_is_approved_by_two_at_once_is_one(world: World) -> None:
    issuer = ready(world)
    seen = running.preview(issuer, on=NOW.date()).mark
    by = world.people["secretary"]

    def approve() -> object:
        return running.approve(issuer, seen, None, by=by, at=NOW)

    one, other = at_the_same_time(approve, approve)
    assert one == other
    assert Run.objects.count() == 1


def test_credited_by_two_at_once_it_is_taken_back_once(world: World) -> None:
    issuer = ready(world)
    running.work(approved(world, issuer), at=NOW)
    invoice = Invoice.objects.get()

    def credit() -> str:
        try:
            crediting.credit(invoice, None, "Fejl", by=world.people["secretary"], at=NOW)
        except Refusal:
            return "refused"
        return "credited"

    assert sorted(str(one) for one in at_the_same_time(credit, credit)) == ["credited", "refused"]
    assert serials() == [1, 2]
