"""One command runs everything, and ends everything."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc for what is left running")
PROJECT = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))


def free_port():
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        return listening.getsockname()[1]


def processes_of(data):
    """Every process that works with this data folder: its own environment says so."""
    mark = f"ARMKROK_DATA_DIR={data}".encode()
    found = {}
    for number in filter(str.isdigit, os.listdir("/proc")):
        try:
            with (
                open(f"/proc/{number}/environ", "rb") as environ,
                open(f"/proc/{number}/cmdline", "rb") as line,
            ):
                if mark in environ.read().split(b"\0") and (words := line.read()):
                    found[int(number)] = words.replace(b"\0", b" ").decode()
        except OSError:
            continue
    return found


class Served:
    def __init__(self, folder):
        self.data, self.port = folder / "data", free_port()
        self.said = folder / "said"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("ARMKROK_")},
            "DJANGO_SETTINGS_MODULE": "armkrok.settings",
            "ARMKROK_DATA_DIR": str(self.data),
            "ARMKROK_DEMO": "1",
            "ARMKROK_DEMO_TODAY": "2027-06-01",
            "ARMKROK_URL": f"http://127.0.0.1:{self.port}",
        }

    @property
    def command(self):
        return [sys.executable, os.path.join(PROJECT, "manage.py"), "serve", "--port", str(self.port)]

    def start(self):
        with self.said.open("w") as said:
            self.process = subprocess.Popen(  # noqa: S603
                self.command, env=self.environment, stdout=said, stderr=said
            )
        give_up = time.monotonic() + 90
        while "Ctrl-C ends it" not in self.said.read_text():
            assert self.process.poll() is None, self.said.read_text()
            assert time.monotonic() < give_up, self.said.read_text()
            time.sleep(0.1)
        return self

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return answer.status, answer.read().decode()

    def ends(self, seconds=15):
        code = self.process.wait(seconds)
        give_up = time.monotonic() + 3
        while (left := processes_of(self.data)) and time.monotonic() < give_up:
            time.sleep(0.1)
        assert not left
        return code


@pytest.fixture
def served(tmp_path):
    it = Served(tmp_path).start()
    yield it
    if it.process.poll() is None:
        it.process.terminate()
        it.process.wait(15)


def test_it_serves_the_demo_keeps_what_is_there_and_ends_all_of_it(served):
    status, page = served.get("/demo/mail/")
    assert status == 200
    assert "June 1, 2027" in page or "1 June 2027" in page
    running = " ".join(processes_of(served.data).values())
    assert "granian" in running
    assert "qcluster" in running
    said = served.said.read_text()
    assert f"http://127.0.0.1:{served.port}" in said
    assert "coordinator-svendborg" in said

    again = subprocess.run(  # noqa: S603
        served.command, env=served.environment, capture_output=True, text=True
    )
    assert again.returncode != 0
    assert f"Port {served.port}" in again.stderr
    assert "make run PORT=" in again.stderr

    served.process.send_signal(signal.SIGINT)
    assert served.ends() == 0

    served.start()
    assert "Building the demo" not in served.said.read_text()
    worker = next(n for n, words in processes_of(served.data).items() if "qcluster" in words)
    os.kill(worker, signal.SIGKILL)
    assert served.ends() != 0
    assert "The background worker has ended by itself" in served.said.read_text()

    served.start()
    served.process.send_signal(signal.SIGTERM)
    assert served.ends() == 0


def test_killed_without_a_word_it_leaves_nothing_behind(served):
    served.process.kill()
    assert served.ends() == -signal.SIGKILL
