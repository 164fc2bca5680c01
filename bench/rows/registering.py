"""People answer their invitation: everybody at once, and one after the other."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg

from bench.client import Client, Load, at_once, share
from bench.pages import counts
from bench.place import CLIENTS, Database, Recipes, build, floor, ours
from bench.table import NOT_THERE, Row, Rows, per_second
from tests.postgres import NotThere, Postgres

LINK = "SELECT l.*, p.* FROM accounts_personallink l JOIN directory_person p ON p.id = l.person_id WHERE l.secret = %s"
SEATS = """SELECT s.* FROM meetings_seat s JOIN meetings_meeting m ON m.id = s.meeting_id
 JOIN meetings_invitation i ON i.meeting_id = m.id JOIN accounts_personallink l ON l.target = i.id
 WHERE l.secret = %s AND s.person_id = l.person_id"""
SIXTY = 60


def rows(database: Database) -> Rows:
    yield from _on("SQLite", database)
    with _postgres() as url:
        if url is None:
            yield Row("registering on PostgreSQL", "there is no PostgreSQL here")
            return
        there = build("postgres", {"organisations": 600, "networks": 0, "crowd": 0, "feed": 0}, url=url)
        try:
            yield from _on("PostgreSQL", there)
        finally:
            shutil.rmtree(there.folder)


def _on(kind: str, database: Database) -> Rows:
    full, one_by_one = database.facts["for_sixty"], database.facts["one_by_one"]
    counted, links = one_by_one[:2], one_by_one[2:]
    if not _is_there(database, links[0]):
        yield Row(f"registering on {kind}", NOT_THERE)
        return
    half = len(links) // 2
    with ours(database) as port:
        answers = _everybody_at_once(port, full)
        load = share([Client(port) for _ in range(CLIENTS)], links[:half], _register)
        page = Client(port).get(links[half]).body
    taken, waiting = _seats(database)
    slowest = max(answer.seconds for answer in answers)
    lost = sum(answer.status != 302 for answer in answers)
    yield Row(
        f"{len(full)} people at once for {SIXTY} seats, {kind}",
        f"{taken} seated, {waiting} wait, {lost} lost, {slowest:.2f} s",
        "",
        "60, 140, 0, ≤ 3 s",
        (taken, waiting, lost) == (SIXTY, len(full) - SIXTY, 0) and slowest <= 3,
    )
    bare = _floor(database, page, links[half:])
    warm, visit = ([["GET", link, "", {}], ["POST", link, "", {"answer": "me"}]] for link in counted)
    (queries,) = counts(database, [visit], warm=[warm])
    yield Row(
        "  one registration",
        f"2 requests, {queries} queries",
        "2 requests, 12 queries",
        "≤ 2, ≤ 25",
        queries <= 25,
    )
    yield Row(
        "  one after the other, 16 clients",
        per_second(load.per_second),
        per_second(bare.per_second),
        "≥ 100 a second",
        load.per_second >= 100,
    )


def _everybody_at_once(port: int, links: list[str]) -> list:
    people = [Client(port) for _ in links]
    answers = at_once(
        lambda n: people[n].get(links[n]), lambda n: people[n].post(links[n], answer="me"), len(links)
    )
    for person in people:
        person.close()
    return answers


def _register(client: Client, link: str) -> float:
    looked = client.get(link)
    answered = client.post(link, answer="me")
    if answered.status != 302:
        raise RuntimeError(f"a registration was answered with {answered.status}")
    return looked.seconds + answered.seconds


def _is_there(database: Database, link: str) -> bool:
    with ours(database, workers=1) as port:
        return Client(port).get(link).status == 200


def _floor(database: Database, page: bytes, links: list[str]) -> Load:
    recipes = Recipes(database.folder)
    secret = links[0].split("/")[2].split(".")[0]
    recipes.add("/l/", page, (LINK, (secret,)), (SEATS, (secret,)))
    with floor(database, recipes) as port:
        return share([Client(port) for _ in range(CLIENTS)], links, _register)


def _seats(database: Database) -> tuple[int, int]:
    asked = (
        "SELECT count(CASE s.state WHEN 'taken' THEN 1 END), count(CASE s.state WHEN 'waiting' THEN 1 END)"
        " FROM meetings_seat s JOIN meetings_meeting m ON m.id = s.meeting_id WHERE m.capacity = 60"
    )
    if database.url.startswith("postgresql"):
        with psycopg.connect(database.url) as postgres:
            ((taken, waiting),) = postgres.execute(asked).fetchall()
            return taken, waiting
    with closing(sqlite3.connect(database.url)) as sqlite:
        ((taken, waiting),) = sqlite.execute(asked).fetchall()
        return taken, waiting


@contextmanager
def _postgres() -> Iterator[str | None]:
    try:
        server = Postgres(durable=True)
    except NotThere:
        yield None
        return
    try:
        yield server.database("bench")
    finally:
        server.end()
