"""One command runs everything, and ends everything."""

import os
import signal
import subprocess

import pytest

from tests.served import Served, processes_of


@pytest.fixture
def served(tmp_path):
    it = Served(tmp_path).start()
    yield it
    it.stop()


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
