"""A thousand invitations: asked for, written, handed to a mail server."""

from bench.client import Client
from bench.place import Database, inside, ours
from bench.table import NOT_THERE, Row, Rows, milliseconds, per_second


def rows(database: Database) -> Rows:
    path = f"/meetings/{database.facts['to_invite']}/invitations/"
    with ours(database, workers=1) as port:
        client = Client(port, {"sessionid": database.facts["sessions"]["secretary"]})
        if client.get(path).status != 200:
            yield Row("1,000 invitations", NOT_THERE)
            return
        asked = client.post(path)
    if asked.status != 302:
        yield Row("1,000 invitations", f"asking for them was answered with {asked.status}")
        return
    yield Row(
        "1,000 invitations: the request that asks for them",
        milliseconds(asked.seconds),
        "",
        "answers at once",
        asked.seconds < 0.5,
    )
    it = inside(database.environment, "bench.posting")
    yield Row(f"  written, {it['written']:,}", per_second(it["written"] / it["writing"]))
    yield Row(
        f"  handed to an SMTP server, {it['left']:,}, {it['with_calendar']:,} with a calendar",
        per_second(it["left"] / it["delivering"]),
        per_second(it["left"] / it["bare"]),
        "≥ 100 a second",
        it["left"] / it["delivering"] >= 100,
    )
