"""Two workers deliver at the same moment: each invoice leaves once.

With real threads on a real database. `tests/test_on_postgresql.py` runs this file there, too.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import time_machine

from armkrok.billing import delivering
from armkrok.billing.models import Delivery, DeliveryState
from armkrok.billing.tasks import deliver
from armkrok.journal.models import Entry
from tests.at_once import at_the_same_time
from tests.billing.access_point import TOKEN, an_access_point
from tests.billing.to_deliver import FINANCE, a_finance_contact, to_send, who_sends
from tests.world import NOW, World

INVOICES = 12

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> World:
    with time_machine.travel(NOW):
        return World().build()


def test_two_workers_hand_nothing_over_twice(world: World, settings: Any) -> None:
    with an_access_point() as point:
        settings.EINVOICE_URL, settings.EINVOICE_TOKEN = point.address, TOKEN
        a_finance_contact(world)
        issuer, secretary = who_sends(world, "access_point"), world.people["secretary"]
        for number in range(INVOICES):
            way = "mail" if number % 3 == 0 else None
            delivering.prepare(to_send(world, issuer), by=secretary, at=NOW, channel=way)
        left = at_the_same_time(deliver, deliver, deliver)
    assert sum(left) == INVOICES  # type: ignore[arg-type]
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}
    assert set(Counter(put["path"] for put in point.puts).values()) == {1}
    assert len(point.taken) == 8
    assert len(world.letters(FINANCE)) == 4
    assert Entry.objects.filter(what="invoice.sent").count() == INVOICES


def test_two_people_choose_another_way_at_once(world: World, tmp_path: Path) -> None:
    a_finance_contact(world)
    invoice, secretary = to_send(world, who_sends(world, "download")), world.people["secretary"]
    delivering.prepare(invoice, by=secretary, at=NOW)

    def by_mail() -> Delivery:
        return delivering.send_otherwise(invoice, "mail", by=secretary, at=NOW)

    first, second = at_the_same_time(by_mail, by_mail)
    assert first == second
    assert deliver() == 1
    assert len(world.letters(FINANCE)) == 1
