"""The worker is killed in the middle of a run, before delivery, in the middle of delivery: another goes on, and it comes
out right. A real process and a real SIGKILL, on a real database. `tests/test_on_postgresql.py` runs this file there, too.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import connection

from armkrok.billing import running, tasks
from armkrok.billing.models import Delivery, Invoice, InvoiceLine, Paper, Run
from armkrok.billing.models.delivery import LEASE
from armkrok.journal.models import Entry
from tests.billing.ready import approved, many, ready
from tests.served import PROJECT
from tests.world import NOW, World

MEMBERS = running.AT_ONCE + 7

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None, settings: Any, tmp_path: Path) -> World:
    settings.EINVOICE_URL = f"file://{tmp_path}"
    with time_machine.travel(NOW):
        return World().build()


@pytest.fixture
def run(world: World) -> Run:
    issuer = ready(world)
    issuer.channel = "access_point"
    issuer.save()
    many(world, MEMBERS - 1)
    return approved(world, issuer)


def database() -> str:
    """The address of this test's own."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["ARMKROK_TEST_DATABASE_URL"])._replace(path=f"/{name}").geturl()


def killed(moment: str, folder: Path) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": f"{PROJECT / 'src'}{os.pathsep}{PROJECT}",
        "ARMKROK_TEST_DATABASE_URL": database(),
    }
    done = subprocess.run(  # noqa: S603 (our own words)
        [sys.executable, "-m", "tests.billing.killed", moment, str(folder)],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize(
    ("moment", "issued", "sent"),
    [
        ("in_the_middle_of_issuing", running.AT_ONCE, 0),
        ("between_issue_and_delivery", MEMBERS, 0),
        ("between_handing_over_and_writing_it_down", MEMBERS, 1),
    ],
)
def test_another_goes_on_and_it_comes_out_right(
    run: Run, tmp_path: Path, moment: str, issued: int, sent: int
) -> None:
    connection.close()  # the other process may write
    killed(moment, tmp_path)
    assert Invoice.objects.count() == Paper.objects.count() == Delivery.objects.count() == issued
    assert Delivery.objects.filter(state="sent").count() == sent
    with time_machine.travel(NOW + LEASE * 2):  # nobody waits for the dead for ever
        tasks.finish_runs()
        tasks.deliver()
    serials = list(Invoice.objects.order_by("serial").values_list("serial", flat=True))
    assert serials == list(range(1, MEMBERS + 1))
    assert InvoiceLine.objects.values("charge").distinct().count() == MEMBERS
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert len(list(tmp_path.glob("*.xml"))) == Delivery.objects.count() == MEMBERS
    assert Entry.objects.filter(what="invoice.sent").count() == MEMBERS
    run.refresh_from_db()
    assert run.finished_at
