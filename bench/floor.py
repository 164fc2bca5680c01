"""The floor: the same bytes, from the same server and the same database, with hand-written SQL and nothing of a
framework. `granian --interface wsgi bench.floor:application`, with the file of recipes in BENCH_RECIPES.

A recipe says, for an address, which queries are asked and which bytes are answered. What is posted is a registration:
the rows that ours writes, in one transaction.
"""

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

RECIPES = Path(os.environ["BENCH_RECIPES"])
DATABASE = os.environ["BENCH_DATABASE"]
_of_this_thread = threading.local()


def _recipes() -> dict[str, tuple[list[tuple[str, list[Any]]], bytes]]:
    """Read when somebody asks, since ours is measured first."""
    known = {}
    for path, recipe in json.loads(RECIPES.read_text()).items():
        queries = [(sql, arguments) for sql, arguments in recipe["queries"]]
        known[path] = (queries, (RECIPES.parent / recipe["body"]).read_bytes())
    return known


_known = _recipes()


class Connection:
    """One per thread, kept open, like ours."""

    def __init__(self) -> None:
        if urlsplit(DATABASE).scheme == "postgresql":
            self._begin = "BEGIN"
            self._real: Any = psycopg.connect(DATABASE, autocommit=True)
            self._ask: Callable = self._real.execute
        else:
            self._begin = "BEGIN IMMEDIATE"
            self._real = sqlite3.connect(DATABASE, timeout=20, isolation_level=None)
            self._real.execute("PRAGMA journal_mode=WAL")
            self._real.execute("PRAGMA synchronous=NORMAL")
            self._ask = lambda sql, arguments: self._real.execute(sql.replace("%s", "?"), arguments)

    def ask(self, sql: str, *arguments: Any) -> list[tuple]:
        return self._ask(sql, arguments).fetchall()

    def do(self, sql: str, *arguments: Any) -> None:
        self._ask(sql, arguments)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self._ask(self._begin, ())
        yield
        self._ask("COMMIT", ())


def _connection() -> Connection:
    if not hasattr(_of_this_thread, "connection"):
        _of_this_thread.connection = Connection()
    return _of_this_thread.connection


def application(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    if environ["REQUEST_METHOD"] == "POST":
        _register(_connection(), path.split("/")[2].split(".")[0])
        start_response("302 Found", [("Location", path), ("Content-Length", "0")])
        return [b""]
    queries, body = _known["/l/" if path.startswith("/l/") else path]
    connection = _connection()
    for sql, arguments in queries:
        connection.ask(sql, *arguments)
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
    return [body]


def _register(connection: Connection, secret: str) -> None:
    """A seat or a place in line, the journal, a letter with a link, the answer."""
    with connection.transaction():
        ((person, invitation),) = connection.ask(
            "SELECT person_id, target FROM accounts_personallink WHERE secret = %s", secret
        )
        lock = " FOR UPDATE OF m" if connection._begin == "BEGIN" else ""
        ((meeting, capacity, enrolment, organisation, at),) = connection.ask(
            "SELECT m.id, m.capacity, e.id, e.organisation_id, i.sent_at FROM meetings_invitation i"  # noqa: S608
            " JOIN meetings_meeting m ON m.id = i.meeting_id JOIN networks_enrolment e ON e.id = i.enrolment_id"
            f" WHERE i.id = %s{lock}",
            invitation,
        )
        ((taken,),) = connection.ask(
            "SELECT count(*) FROM meetings_seat WHERE meeting_id = %s AND state IN ('taken', 'offered')",
            meeting,
        )
        state = "taken" if taken < capacity else "waiting"
        ((seat,),) = connection.ask(
            "INSERT INTO meetings_seat (meeting_id, enrolment_id, organisation_id, person_id, state, extra,"
            " made_by_id, made_at, left_late) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
            *(meeting, enrolment, organisation, person, state, False, person, at, False),
        )
        ((entry,),) = connection.ask(
            "INSERT INTO journal_entry (at, by, what, why, details) VALUES (%s, %s, %s, '', '{}') RETURNING id",
            *(at, person, "seat.taken"),
        )
        subjects = {"meetings.seat": seat, "meetings.meeting": meeting, "directory.person": person}
        for kind, number in subjects.items():
            connection.do(
                "INSERT INTO journal_subject (entry_id, kind, number) VALUES (%s, %s, %s)",
                entry,
                kind,
                number,
            )
        connection.do(
            "INSERT INTO accounts_personallink (task, person_id, target, secret, made_at, ends_at)"
            " VALUES ('meetings.seat', %s, %s, %s, %s, %s)",
            *(person, seat, f"floor{seat:017}", at, at),
        )
        ((address,),) = connection.ask("SELECT email FROM directory_person WHERE id = %s", person)
        connection.do(
            "INSERT INTO mail_message (key, message_id, thread, in_reply_to, to_address, to_name, sender_name,"
            " reply_to, language, subject, text, html, automatic, secret, created_at, posted_at, attempts,"
            " next_attempt_at, last_error, calendar, calendar_method) VALUES (%s, %s, %s, '', %s, '', '', '', 'da',"
            " 'Du har en plads', %s, %s, %s, %s, %s, %s, 0, %s, '', %s, 'REQUEST')",
            *(f"seat-{seat}", f"<seat-{seat}@example.org>", f"meeting-{meeting}", address),
            *("Du har en plads. " * 20, "<p>Du har en plads.</p>" * 60, True, False, at, at, at),
            "DESCRIPTION:Du har en plads.\r\n" * 50,
        )
        connection.do(
            "UPDATE meetings_calendarentry SET told = %s, told_at = %s WHERE meeting_id = %s AND person_id = %s",
            *('{"part": "comes"}', at, meeting, person),
        )
        connection.do(
            "UPDATE meetings_invitation SET answer = 'me', answered_at = %s, seat_id = %s WHERE id = %s",
            *(at, seat, invitation),
        )
