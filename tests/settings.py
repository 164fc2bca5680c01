"""The tests' own environment, set before the settings are read from it."""

import os
import tempfile

os.environ.update(
    {
        "ARMKROK_DATA_DIR": tempfile.mkdtemp(prefix="armkrok-test-"),
        "ARMKROK_DEMO": "1",
        "ARMKROK_URL": "http://testserver",
        "ARMKROK_MAIL_FROM": "armkrok@testserver",
        "ARMKROK_SECRET_KEY": "a key for the tests, and for nothing else at all",
    }
)
# The suite runs on SQLite; set ARMKROK_TEST_DATABASE_URL to run it on a PostgreSQL server.
_database = os.environ.get("ARMKROK_TEST_DATABASE_URL")
for _name in (
    "ARMKROK_DEMO_TODAY",
    "ARMKROK_DATABASE_URL",
    "ARMKROK_SMTP_URL",
    "ARMKROK_UNDO_SECONDS",
    "ARMKROK_IMAP_URL",
    "ARMKROK_EINVOICE_URL",
    "ARMKROK_EINVOICE_TOKEN",
):
    os.environ.pop(_name, None)

if _database:
    os.environ["ARMKROK_DATABASE_URL"] = _database

from armkrok.settings import *  # noqa: E402, F403

STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405 (else every request warns)
