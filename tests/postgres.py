"""A real PostgreSQL server of our own. Where there is none its tests are skipped in plain sight, but not where
everything is to be tested.

    def test_it_holds_there_too(postgres: Postgres) -> None:
        url = postgres.database("mine")  # for ARMKROK_DATABASE_URL
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest

DEBIANS = Path("/usr/lib/postgresql")
# initdb refuses root. What nobody must reach lies in a folder of its own below /tmp, never below a home.
AS_NOBODY = ("--reuid=nobody", "--regid=nogroup", "--clear-groups")


class NotThere(Exception):
    """No PostgreSQL is installed on this machine."""


def programs() -> Path:
    """The folder with the newest `postgres` and `initdb`: Debian's, or wherever the path leads to."""
    found = sorted(DEBIANS.glob("*/bin/initdb"), key=lambda program: float(program.parts[-3]))
    if not found and (elsewhere := shutil.which("initdb")):
        found = [Path(elsewhere).resolve()]
    if not found or not shutil.which("setpriv"):
        raise NotThere("There is no PostgreSQL server on this machine.")
    return found[-1].parent


class Postgres:
    """Reached by a socket in a folder of its own, so nobody else's server is in the way; gone afterwards. It is quick
    and forgets when the machine dies, unless it is to be `durable`."""

    def __init__(self, *, durable: bool = False) -> None:
        programs_ = programs()
        self.folder = Path(tempfile.mkdtemp(prefix="armkrok-pg-"))
        data = self.folder / "data"
        # It ends with us even when we were killed.
        self._as = ["setpriv", "--pdeathsig", "INT"]
        if os.geteuid() == 0:
            shutil.chown(self.folder, "nobody", "nogroup")
            self._as += AS_NOBODY
        self._run(
            *(str(programs_ / "initdb"), "--pgdata", str(data), "--username", "armkrok"),
            *("--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
        )
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": self.folder,
            **({} if durable else dict.fromkeys(["fsync", "synchronous_commit", "full_page_writes"], "off")),
        }
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder.parent / f"{self.folder.name}.log").open("wb") as log:
            self.log = Path(log.name)
            self.process = subprocess.Popen(  # noqa: S603 (our own words)
                [*self._as, str(programs_ / "postgres"), "-D", str(data), *words],
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,  # Ctrl-C reaches us alone, and we end it
            )
        self._wait()

    def _run(self, *command: str) -> None:
        done = subprocess.run([*self._as, *command], cwd="/", capture_output=True, text=True)  # noqa: S603
        assert done.returncode == 0, done.stderr

    def _wait(self) -> None:
        give_up = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.address("postgres")).close()
            except psycopg.OperationalError:
                assert self.process.poll() is None, self.log.read_text()
                assert time.monotonic() < give_up, self.log.read_text()
                time.sleep(0.05)
            else:
                return

    def address(self, name: str) -> str:
        return f"postgresql://armkrok@/{name}?host={self.folder}"

    def database(self, name: str) -> str:
        """A new, empty database; what ARMKROK_DATABASE_URL says to reach it."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')  # a name of our own
        return self.address(name)

    def end(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)
        shutil.rmtree(self.folder)
        self.log.unlink()


@contextmanager
def a_postgres() -> Iterator[Postgres]:
    try:
        server = Postgres()
    except NotThere as why:
        _do_without(str(why))
    try:
        yield server
    finally:
        server.end()


def _do_without(why: str) -> NoReturn:
    if os.environ.get("ARMKROK_TEST_ALL"):
        pytest.fail(f"{why} Everything is to be tested.")
    pytest.skip(why)
