"""What every test can ask for."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.world import NOW, World


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """The world at its own moment: clocks run from 1 June 2027."""
    with time_machine.travel(NOW):
        yield World().build()
