"""Armkrok as it really runs: one command, a web server, a worker, a folder of data of its own."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import psycopg

PROJECT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        return listening.getsockname()[1]


def processes_of(data: Path) -> dict[int, str]:
    """Every process that works with this data folder: its own environment says so."""
    mark = f"ARMKROK_DATA_DIR={data}".encode()
    found: dict[int, str] = {}
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
    """Starts with `start()`; the demo's day is 1 June 2027. What `prepare` has put into the database is there then."""

    process: subprocess.Popen

    def __init__(self, folder: Path, *, workers: int = 1, threads: int = 4, database_url: str = "") -> None:
        self.data, self.port = folder / "data", free_port()
        self.workers, self.threads = workers, threads
        self.database_url = database_url
        self.said = folder / "said"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("ARMKROK_")},
            "DJANGO_SETTINGS_MODULE": "armkrok.settings",
            "ARMKROK_DATA_DIR": str(self.data),
            "ARMKROK_DEMO": "1",
            "ARMKROK_DEMO_TODAY": "2027-06-01",
            "ARMKROK_URL": f"http://127.0.0.1:{self.port}",
            **({"ARMKROK_DATABASE_URL": database_url} if database_url else {}),
        }

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def command(self) -> list[str]:
        return [
            *(sys.executable, str(PROJECT / "manage.py"), "serve", "--port", str(self.port)),
            *("--workers", str(self.workers), "--threads", str(self.threads)),
        ]

    def prepare(self, module: str) -> str:
        """Run a module with the settings of this server; returns what it prints."""
        path = os.pathsep.join([str(PROJECT / "src"), str(PROJECT)])
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", module],
            env=self.environment | {"PYTHONPATH": path},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> "Served":
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

    def get(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return answer.status, answer.read().decode()

    def rows(self, sql: str) -> list[tuple]:
        """Straight from its database, past everything of ours."""
        if self.database_url:
            with psycopg.connect(self.database_url) as postgres:
                return postgres.execute(sql).fetchall()
        with closing(sqlite3.connect(self.data / "armkrok.sqlite3")) as sqlite:
            return sqlite.execute(sql).fetchall()

    def ends(self, seconds: int = 15) -> int:
        code = self.process.wait(seconds)
        give_up = time.monotonic() + 3
        while (left := processes_of(self.data)) and time.monotonic() < give_up:
            time.sleep(0.1)
        assert not left
        return code

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(15)
