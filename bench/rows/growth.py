"""Ten times the networks, people and meetings: how much longer the same pages take."""

import shutil

from bench.client import Client
from bench.place import Database, build, ours
from bench.rows.signed_in import pages_of
from bench.table import Row, Rows, milliseconds

ROUNDS, EACH = 8, 8
# What the measured pages show is the same in both.
SAME = {"organisations": 300, "crowd": 200, "feed": 0, "for_sixty": 0, "one_by_one": 0}


def rows(database: Database) -> Rows:
    small = build("small", SAME | {"networks": 20, "members": 50, "meetings": 10})
    try:
        grown = build("grown", SAME | {"networks": 240, "members": 52, "meetings": 9})
        try:
            before, after = small.facts, grown.facts
            times = [
                f"{after[what] / before[what]:.0f} × {what}" for what in ("networks", "people", "meetings")
            ]
            yield Row("growth", ", ".join(times))
            yield from _compared(small, grown)
        finally:
            shutil.rmtree(grown.folder)
    finally:
        shutil.rmtree(small.folder)


def _pages(database: Database) -> dict[str, tuple[str, str]]:
    facts = database.facts
    public = {
        "the catalogue": ("/networks/", ""),
        "a network's page": (f"/networks/{facts['network']}/", ""),
        "a meeting's page": (f"/meetings/{facts['meeting']}/", ""),
    }
    return public | {page.what: (page.path, facts["sessions"][page.who]) for page in pages_of(database)}


def _compared(small: Database, grown: Database) -> Rows:
    """Both run at the same time and are asked by turns, so that whoever else works here slows both."""
    with ours(small, workers=1) as one, ours(grown, workers=1) as other:
        for what, (path, session) in _pages(small).items():
            path_there, session_there = _pages(grown)[what]
            a = Client(one, {"sessionid": session} if session else {})
            b = Client(other, {"sessionid": session_there} if session_there else {})
            if a.get(path).status != 200 or b.get(path_there).status != 200:
                continue
            ours_, theirs = [], []
            for _ in range(ROUNDS):
                ours_ += [a.get(path).seconds for _ in range(EACH)]
                theirs += [b.get(path_there).seconds for _ in range(EACH)]
            before, after = sorted(ours_)[len(ours_) // 2], sorted(theirs)[len(theirs) // 2]
            grew = after / before
            yield Row(
                f"  {what}",
                f"{milliseconds(before)} → {milliseconds(after)} ({grew:.2f} ×)",
                "",
                "≤ 1.3 ×",
                grew <= 1.3,
            )
