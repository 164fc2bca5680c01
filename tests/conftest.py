"""What every test can ask for."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.postgres import Postgres, a_postgres
from tests.world import NOW, World


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """The world at its own moment: clocks run from 1 June 2027."""
    with time_machine.travel(NOW):
        yield World().build()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of this run's own; each test takes a database of its own from it."""
    with a_postgres() as server:
        yield server
