"""Everything that runs, with one command: `manage.py serve`. Web server and background worker live and end together."""

import ctypes
import hashlib
import http.client
import io
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from armkrok.directory.loading import DATA

SECONDS_TO_START, SECONDS_TO_END = 60, 5
WEB_SERVER, WORKER = "web server", "background worker"


class Ended(Exception):
    """Somebody asked us to end: Ctrl-C, or a signal from whatever started us."""


class Command(BaseCommand):
    help = "Brings the database up to date, then runs the web server and the background worker until Ctrl-C."
    requires_system_checks: list[str] = []  # the worker checks everything when it starts

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=1, help="web server processes")
        parser.add_argument("--threads", type=int, default=4, help="threads in each of them")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        running: dict[int, tuple[str, subprocess.Popen]] = {}
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _end)
        try:
            _refuse_taken(host, port)
            self._prepare()
            for name, command in _commands(options).items():
                process = _start(command)
                running[process.pid] = (name, process)
                if name == WEB_SERVER:  # the worker's start can wait until people needn't
                    self._wait_for_an_answer(host, port, process)
            self._say_where(host, port)
            pid, status = os.wait()
            running[pid][1].returncode = os.waitstatus_to_exitcode(status)
            raise _ended_by_itself(*running[pid])
        except Ended:
            self.stdout.write("\nEnding ...")
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            _stop([process for _name, process in running.values()])

    # --- before -----------------------------------------------------------------------------------------

    def _prepare(self) -> None:
        if not settings.DEMO:
            self._say("Gathering the static files ...")
            call_command("collectstatic", interactive=False, verbosity=0)
        settings.STATIC_ROOT.mkdir(exist_ok=True)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self._say("Bringing the database up to date ...")
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
        if settings.DEMO:
            call_command("demo", keep=True, stdout=self.stdout)
        _load_places()
        connections.close_all()

    # --- while it runs ----------------------------------------------------------------------------------

    def _wait_for_an_answer(self, host: str, port: int, process: subprocess.Popen) -> None:
        address = _knock_at(host)
        give_up = time.monotonic() + SECONDS_TO_START
        while not _answers(address, port):
            if process.poll() is not None:
                raise _ended_by_itself(WEB_SERVER, process)
            if time.monotonic() > give_up:
                raise CommandError(f"The web server did not answer within {SECONDS_TO_START} seconds.")
            time.sleep(0.05)

    def _say_where(self, host: str, port: int) -> None:
        where = listens_on = f"http://{_in_address(host)}:{port}"
        if settings.DEMO:
            call_command("demo", who=True, stdout=self.stdout)
            where = settings.BASE_URL
        elif listens_on != settings.BASE_URL:
            where = f"{listens_on} and is known as {settings.BASE_URL}"
        self._say(f"\nArmkrok is at {where}. Ctrl-C ends it.")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def _load_places() -> None:
    """Only when the lists have changed: reading and comparing them takes a while."""
    lists = hashlib.sha256()
    for file in sorted(DATA.glob("*.csv")):
        lists.update(file.read_bytes())
    if cache.get("places") != lists.hexdigest():
        call_command("load_places", stdout=io.StringIO())
        cache.set("places", lists.hexdigest(), timeout=None)


def _end(number: int, frame: FrameType | None) -> None:
    raise Ended


def _refuse_taken(host: str, port: int) -> None:
    """The web server would share the port with another one and say nothing."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OverflowError:
        raise CommandError(f"{port} is no port: they end at 65535.") from None
    except OSError as error:
        raise CommandError(
            f"Port {port} on {host} can't be used ({os.strerror(error.errno) if error.errno else error}). "
            "Is it running already? Choose another port: make run PORT=8001"
        ) from None


def _commands(options: dict[str, Any]) -> dict[str, list[str]]:
    return {
        WEB_SERVER: [
            *("-m", "granian", "armkrok.wsgi:application", "--interface", "wsgi", "--http", "1", "--no-ws"),
            *("--host", options["host"], "--port", str(options["port"])),
            *("--workers", str(options["workers"]), "--blocking-threads", str(options["threads"])),
            *("--workers-kill-timeout", "3", "--log-level", "warning"),
            "--no-access-log",  # addresses hold personal links
        ],
        WORKER: ["-m", "django", "qcluster"],
    }


def _start(command: list[str]) -> subprocess.Popen:
    """A session of its own: Ctrl-C reaches us alone, and we end the process with everything that it started."""
    return subprocess.Popen(  # noqa: S603 (our own words)
        [sys.executable, *command],
        start_new_session=True,
        preexec_fn=_ends_with_us,
    )


def _ends_with_us() -> None:
    """Where the system can do it (Linux), a process is told to end when we were killed without a chance to say so."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def _stop(processes: list[subprocess.Popen]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    give_up = time.monotonic() + SECONDS_TO_END
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, give_up - time.monotonic()))
        with suppress(ProcessLookupError):  # the usual case: nothing is left of it
            os.killpg(process.pid, signal.SIGKILL)


def _ended_by_itself(name: str, process: subprocess.Popen) -> CommandError:
    return CommandError(f"The {name} has ended by itself (code {process.returncode}), so everything ends.")


def _knock_at(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (compared, not bound)


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _answers(host: str, port: int) -> bool:
    """Whatever it answers, it is there."""
    asking = http.client.HTTPConnection(host, port, timeout=10)
    try:
        asking.request("GET", "/networks/", headers={"Host": urlsplit(settings.BASE_URL).netloc})
        asking.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()
    return True
