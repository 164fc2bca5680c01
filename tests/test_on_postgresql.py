"""Quality, "Speed" and "It keeps": what happens at the same moment happens on PostgreSQL as on SQLite.

The suite runs on SQLite. Where two act at once the database decides, so these files run on both.
"""

import os
import subprocess
import sys

import pytest

from tests.postgres import Postgres
from tests.served import PROJECT

FILES = [
    "tests/billing/test_two_issue_at_once.py",
    "tests/billing/test_two_receive_at_once.py",
    "tests/billing/test_killed_at_any_moment.py",
    "tests/billing/test_two_deliver_at_once.py",
    "tests/mail/test_many_workers.py",
    "tests/mail/test_take_a_letter_back.py",
    "tests/meetings/test_share_material.py",
    "tests/meetings/test_take_a_seat.py",
    "tests/meetings/test_two_answer_at_once.py",
    "tests/meetings/test_two_at_once.py",
    "tests/meetings/test_two_build_at_once.py",
    "tests/meetings/test_two_host_at_once.py",
    "tests/meetings/test_two_make_it_at_once.py",
    "tests/meetings/test_two_mark_at_once.py",
    "tests/meetings/test_two_write_at_once.py",
]


@pytest.mark.xdist_group("journeys")
def test_they_pass_there_too(postgres: Postgres) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")},
        "ARMKROK_TEST_DATABASE_URL": postgres.database("armkrok"),
    }
    done = subprocess.run(  # noqa: S603 (our own words)
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *FILES],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
