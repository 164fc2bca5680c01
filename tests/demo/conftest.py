"""The demo world, built once for each file of tests that asks for it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import transaction

from armkrok.demo.world import World, build

TODAY = dt.date(2027, 6, 1)
NOON = dt.datetime(2027, 6, 1, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """What a test changes in it is taken back by that test's own transaction, inside this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOON):
            world = build(TODAY)
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def demo(built: World, db: None) -> Iterator[World]:
    """The demo on its own day, at noon."""
    with time_machine.travel(NOON):
        yield built
