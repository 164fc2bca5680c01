"""Public pages: a network and a meeting, asked for by strangers."""

import gzip
import re

from bench.client import Client
from bench.pages import Page, measured
from bench.place import Database, ours
from bench.table import NOT_THERE, Row, Rows, per_second

NETWORK = """SELECT n.*, t.*, o.* FROM networks_network n JOIN networks_team t ON t.id = n.team_id
 JOIN directory_organisation o ON o.id = t.organisation_id
 WHERE n.slug = %s AND EXISTS (SELECT 1 FROM networks_publication p WHERE p.network_id = n.id AND p.ended_at IS NULL)"""
MEMBERS = """SELECT o.name FROM networks_enrolment e JOIN directory_organisation o ON o.id = e.organisation_id
 JOIN networks_network n ON n.id = e.network_id WHERE n.slug = %s AND e.state = 'active' ORDER BY o.name"""
COMING = """SELECT m.* FROM meetings_meeting m JOIN networks_network n ON n.id = m.network_id
 WHERE n.slug = %s AND m.state <> 'draft' AND m.ends_at >= CURRENT_TIMESTAMP ORDER BY m.starts_at LIMIT 20"""
MEETING = """SELECT m.*, n.*, t.*, o.*, p.* FROM meetings_meeting m JOIN networks_network n ON n.id = m.network_id
 JOIN networks_team t ON t.id = n.team_id JOIN directory_organisation o ON o.id = t.organisation_id
 LEFT JOIN directory_organisation p ON p.id = m.place_id WHERE m.slug = %s AND m.state <> 'draft'"""
ITEMS = """SELECT i.* FROM meetings_agendaitem i JOIN meetings_meeting m ON m.id = i.meeting_id
 WHERE m.slug = %s AND NOT i.closed ORDER BY i.position"""


def rows(database: Database) -> Rows:
    network, meeting = database.facts["network"], database.facts["meeting"]
    pages = [
        Page(
            "a network's page",
            f"/networks/{network}/",
            ((NETWORK, (network,)), (MEMBERS, (network,)), (COMING, (network,))),
        ),
        Page("a meeting's page", f"/meetings/{meeting}/", ((MEETING, (meeting,)), (ITEMS, (meeting,)))),
    ]
    found = measured(database, pages)
    for page in pages:
        if not (it := found.get(page)):
            yield Row(page.what, NOT_THERE)
            continue
        share = it.ours.per_second / it.floor.per_second
        yield Row(
            page.what,
            f"{per_second(it.ours.per_second)} ({share:.0%})",
            per_second(it.floor.per_second),
            "≥ 50 % of the floor",
            share >= 0.5,
        )
        yield Row(
            "  queries when something has changed (else 1)",
            str(it.queries),
            str(len(page.queries)),
            "≤ 12",
            it.queries <= 12,
        )
        kilobytes = len(it.body) / 1000
        yield Row("  HTML", f"{kilobytes:.1f} kB", "", "≤ 40 kB", kilobytes <= 40)
    with ours(database) as port:
        for page in found:
            kilobytes = first_visit(Client(port), page.path) / 1000
            yield Row(
                f"  everything on a first visit, {page.what}",
                f"{kilobytes:.1f} kB",
                "",
                "≤ 60 kB",
                kilobytes <= 60,
            )


def first_visit(client: Client, path: str) -> int:
    """Bytes of the page and of all that it loads, compressed as a proxy does it."""
    page = client.get(path).body
    client.headers["Accept-Encoding"] = "gzip"
    total, left = len(gzip.compress(page, 6)), _loads(page)
    seen: set[str] = set()
    while left:
        address = left.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address)
        zipped = b"content-encoding: gzip" in answer.head.lower()
        body = gzip.decompress(answer.body) if zipped else answer.body
        total += len(answer.body)
        if address.partition("?")[0].endswith(".css"):
            base = address.rsplit("/", 1)[0]
            found = re.findall(r"url\([\"']?([^\"')#:]+)[\"']?\)", body.decode())
            left += [url if url.startswith("/") else f"{base}/{url}" for url in found]
    return total


def _loads(page: bytes) -> list[str]:
    tags = re.findall(r"<(?:link|script|img|use)\b[^>]*>", page.decode())
    wanted = [tag for tag in tags if not re.search(r'rel="(?:canonical|alternate|help)"', tag)]
    found = [re.search(r'(?:href|src)="(/[^"#]*)', tag) for tag in wanted]
    return [match[1] for match in found if match]
