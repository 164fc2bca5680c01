"""Where it runs: databases in folders of their own, and servers on ports of their own. Everything ends with us."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.client import Client
from tests.served import PROJECT, free_port

CORES = len(os.sched_getaffinity(0))
WORKERS, THREADS = max(1, CORES), 4
CLIENTS = 16


@dataclass
class Database:
    """What `bench.world` has put into it, and the settings that lead there."""

    folder: Path
    facts: dict[str, Any]
    environment: dict[str, str]

    @property
    def url(self) -> str:
        return self.environment.get("ARMKROK_DATABASE_URL", "") or str(self.folder / "armkrok.sqlite3")


def build(name: str, size: dict[str, int], *, url: str = "") -> Database:
    """A new database with so much of everything (`bench.world.Size`); without `url` it is SQLite."""
    folder = Path(tempfile.mkdtemp(prefix=f"armkrok-bench-{name}-"))
    port = free_port()
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("ARMKROK_")},
        "DJANGO_SETTINGS_MODULE": "armkrok.settings",
        "PYTHONPATH": os.pathsep.join([str(PROJECT / "src"), str(PROJECT)]),
        "ARMKROK_DATA_DIR": str(folder),
        "ARMKROK_URL": f"http://127.0.0.1:{port}",
        "ARMKROK_MAIL_FROM": "bench@example.org",
        **({"ARMKROK_DATABASE_URL": url} if url else {}),
    }
    manage = [sys.executable, str(PROJECT / "manage.py")]
    subprocess.run([*manage, "collectstatic", "--noinput", "-v0"], env=environment, check=True)  # noqa: S603
    return Database(folder, inside(environment, "bench.world", size), environment)


def inside(environment: dict[str, str], module: str, given: object = None) -> Any:
    """What a module prints that runs with the settings of a database; both ways it is JSON."""
    done = subprocess.run(  # noqa: S603 (our own words)
        [sys.executable, "-m", module, json.dumps(given)],
        env=environment,
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


@contextmanager
def ours(database: Database, *, workers: int = WORKERS, **more: str) -> Iterator[int]:
    """The port of Armkrok as `manage.py serve` starts it, without the worker."""
    with _granian("armkrok.wsgi:application", database.environment | more, workers) as port:
        yield port


@contextmanager
def floor(database: Database, recipes: "Recipes", *, workers: int = WORKERS) -> Iterator[int]:
    environment = {"BENCH_DATABASE": database.url, "BENCH_RECIPES": str(recipes.file)}
    with _granian("bench.floor:application", database.environment | environment, workers) as port:
        yield port


@contextmanager
def _granian(application: str, environment: dict[str, str], workers: int) -> Iterator[int]:
    port = int(environment["ARMKROK_URL"].rsplit(":", 1)[1])
    command = [
        *(sys.executable, "-m", "granian", application, "--interface", "wsgi", "--http", "1", "--no-ws"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)),
        *("--blocking-threads", str(THREADS), "--workers-kill-timeout", "3", "--log-level", "error"),
        "--no-access-log",
    ]
    process = subprocess.Popen(command, env=environment, cwd=PROJECT)  # noqa: S603 (our own words)
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(15)


def _wait(port: int, process: subprocess.Popen) -> None:
    give_up = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < give_up:
        client = Client(port)
        try:
            client.get("/networks/")
        except OSError:
            time.sleep(0.05)
        else:
            return
        finally:
            client.close()
    raise RuntimeError("the server doesn't answer")


class Recipes:
    """What the floor asks and answers for each address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "floor"
        self.folder.mkdir(exist_ok=True)
        self.file = self.folder / "recipes.json"
        self.known: dict[str, dict[str, Any]] = {}
        self.add("/networks/", b"It is there.")

    def add(self, path: str, body: bytes, *queries: tuple[str, tuple[str, ...]]) -> None:
        name = f"{len(self.known)}.body"
        (self.folder / name).write_bytes(body)
        self.known[path] = {"queries": queries, "body": name}
        self.file.write_text(json.dumps(self.known))
