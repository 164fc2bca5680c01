"""Calendars with 1,000 meetings: a network's, one's own, and that of whoever runs them all."""

import re
from dataclasses import dataclass

from bench.client import Client
from bench.pages import counts
from bench.place import Database, Recipes, floor, ours
from bench.table import NOT_THERE, Row, Rows, milliseconds

MEETINGS = """SELECT m.*, p.name FROM meetings_meeting m JOIN networks_network n ON n.id = m.network_id
 LEFT JOIN directory_organisation p ON p.id = m.place_id WHERE n.slug = %s AND m.state <> 'draft'
 ORDER BY m.starts_at"""
MINE = """SELECT m.*, p.name, e.* FROM meetings_meeting m JOIN meetings_calendarentry e ON e.meeting_id = m.id
 JOIN meetings_feedaddress f ON f.person_id = e.person_id LEFT JOIN directory_organisation p ON p.id = m.place_id
 WHERE f.secret = %s ORDER BY m.starts_at"""
RUN = """SELECT m.*, p.name FROM meetings_meeting m JOIN networks_network n ON n.id = m.network_id
 JOIN networks_role r ON r.team_id = n.team_id JOIN meetings_feedaddress f ON f.person_id = r.person_id
 LEFT JOIN directory_organisation p ON p.id = m.place_id WHERE f.secret = %s ORDER BY m.starts_at"""
TIMES = 9


@dataclass(frozen=True)
class Calendar:
    what: str
    path: str
    query: tuple[str, tuple[str, ...]]


def rows(database: Database) -> Rows:
    slug, secret = database.facts["feed_network"], database.facts["calendars"]

    def of(path: str) -> tuple[str, ...]:
        return (path.rsplit("/", 1)[1].removesuffix(".ics"),)

    for calendar in (
        Calendar("a network's", f"/networks/{slug}/dates.ics", (MEETINGS, (slug,))),
        Calendar("one's own", secret["mine"], (MINE, of(secret["mine"]))),
        Calendar("all that somebody runs", secret["run"], (RUN, of(secret["run"]))),
    ):
        yield from _measured(database, calendar)


def _measured(database: Database, calendar: Calendar) -> Rows:
    path = calendar.path
    with ours(database, workers=1) as port:
        client = Client(port)
        first = client.get(path)
        events = first.body.count(b"BEGIN:VEVENT")
        if first.status != 200 or not events:
            yield Row(f"a calendar of 1,000 meetings: {calendar.what}", NOT_THERE)
            return
        again = [client.get(path).seconds for _ in range(TIMES)]
        tag = re.search(rb"(?i)etag: (\S+)", first.head)
        client.headers["If-None-Match"] = tag[1].decode() if tag else ""
        unchanged = [client.get(path) for _ in range(TIMES)]
    (queries,) = counts(database, [[["GET", path, "", {}]]])
    recipes = Recipes(database.folder)
    recipes.add(path, first.body, calendar.query)
    with floor(database, recipes, workers=1) as port:
        client = Client(port)
        bare = sorted(client.get(path).seconds for _ in range(TIMES + 1))[TIMES // 2]
    yield Row(
        f"a calendar of {events:,} meetings, {calendar.what}, for the first time",
        f"{milliseconds(first.seconds)}, {queries} queries",
        f"{milliseconds(bare)}, 1 query",
        "≤ 50 ms",
        first.seconds <= 0.05,
    )
    middle = sorted(again)[TIMES // 2]
    yield Row("  once more", milliseconds(middle), "", "≤ 50 ms", middle <= 0.05)
    statuses = {answer.status for answer in unchanged}
    seconds = sorted(answer.seconds for answer in unchanged)[TIMES // 2]
    yield Row(
        "  not modified",
        f"{statuses}, {milliseconds(seconds)}",
        "",
        "304, a fifth of it",
        statuses == {304} and seconds <= middle / 5,
    )
