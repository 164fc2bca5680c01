"""Where the demo isn't on, nothing of it exists."""

import os
import subprocess
import sys

import pytest

LOOK = """
import django; django.setup()
from django.conf import settings
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse
from django.contrib.auth.models import AnonymousUser

call_command("migrate", verbosity=0)
client = Client(HTTP_HOST="localhost")
for address in ("/demo/mail/", "/demo/mail/1/", "/demo/as/outsider/"):
    assert client.get(address, secure=True).status_code == 404, address
assert client.post("/demo/as/outsider/", secure=True).status_code == 404
assert "armkrok.demo" not in settings.INSTALLED_APPS
request = RequestFactory().get("/")
request.user = AnonymousUser()
assert "demo-bar" not in render_to_string("ui/not_found.html", request=request)
"""


@pytest.fixture
def environment(tmp_path):
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("ARMKROK_")},
        "ARMKROK_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "armkrok.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


def test_no_address_and_no_bar(environment):
    subprocess.run([sys.executable, "-m", "django", "collectstatic", "-v0"], env=environment, check=True)
    done = subprocess.run([sys.executable, "-c", LOOK], env=environment, capture_output=True, text=True)  # noqa: S603
    assert done.returncode == 0, done.stderr


def test_no_command(environment):
    done = subprocess.run(
        [sys.executable, "-m", "django", "demo"], env=environment, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "Unknown command: 'demo'" in done.stderr


def test_a_clock_of_its_own_is_refused(environment):
    environment["ARMKROK_DEMO_TODAY"] = "2027-06-01"
    done = subprocess.run(
        [sys.executable, "-m", "django", "check"], env=environment, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "only a demo has a clock of its own" in done.stderr
