"""A page that is measured: who asks for it, and what the floor asks the database for it."""

from dataclasses import dataclass
from typing import Any

from bench.client import Client, Load, repeat
from bench.place import CLIENTS, Database, Recipes, floor, inside, ours

SECONDS = 3.0

Visit = list[list[Any]]  # requests: method, path, session, fields


@dataclass(frozen=True)
class Page:
    what: str
    path: str
    queries: tuple[tuple[str, tuple[str, ...]], ...] = ()
    who: str = ""  # whose session


@dataclass(frozen=True)
class Measured:
    body: bytes
    queries: int
    ours: Load
    floor: Load


def measured(database: Database, pages: list[Page]) -> dict[Page, Measured]:
    """Ours, and the floor beside it. A page that isn't there is left out."""
    recipes, there, results = Recipes(database.folder), {}, {}
    with ours(database) as port:
        for page in pages:
            answer = _clients(database, port, page, 1)[0].get(page.path)
            if answer.status != 200:
                continue
            recipes.add(page.path, answer.body, *page.queries)
            clients = _clients(database, port, page, CLIENTS)
            repeat(clients, page.path, seconds=0.5)
            there[page] = (answer.body, repeat(clients, page.path, seconds=SECONDS))
    counted = counts(database, [[["GET", page.path, _session(database, page), {}]] for page in there])
    with floor(database, recipes) as port:
        for (page, (body, load)), queries in zip(there.items(), counted, strict=True):
            clients = _clients(database, port, page, CLIENTS)
            repeat(clients, page.path, seconds=0.5)
            results[page] = Measured(body, queries, load, repeat(clients, page.path, seconds=SECONDS))
    return results


def counts(database: Database, visits: list[Visit], *, warm: list[Visit] | None = None) -> list[int]:
    """What each visit asks of the database, after others: what is asked once per process isn't a page's."""
    before = visits if warm is None else warm
    asked = inside(database.environment, "bench.queries", [*before, *visits])
    return asked[len(before) :]


def _session(database: Database, page: Page) -> str:
    return database.facts["sessions"].get(page.who, "")


def _clients(database: Database, port: int, page: Page, number: int) -> list[Client]:
    session = _session(database, page)
    return [Client(port, {"sessionid": session} if session else {}) for _ in range(number)]
