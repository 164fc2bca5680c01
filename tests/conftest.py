"""How the tests start: settings of their own, set before Django reads them."""

import os
import tempfile

_scratch = tempfile.mkdtemp(prefix="armkrok-test-")
os.environ.update(
    {
        "ARMKROK_DATA_DIR": _scratch,
        "ARMKROK_DEMO": "1",
        "ARMKROK_URL": "http://testserver",
        "ARMKROK_SECRET_KEY": "a key for the tests, and for nothing else at all",
    }
)
for _name in ("ARMKROK_DEMO_TODAY", "ARMKROK_DATABASE_URL", "ARMKROK_SMTP_URL"):
    os.environ.pop(_name, None)

import pytest  # noqa: E402


@pytest.fixture
def world(db):
    from tests.world import World

    return World().build()
