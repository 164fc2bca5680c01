"""Pages of somebody who has signed in: p50, and how far the slow ones are from it, with 16 clients."""

from bench.pages import Page, measured
from bench.place import Database
from bench.rows.public import ITEMS, MEETING
from bench.table import NOT_THERE, Row, Rows, milliseconds

SESSION = "SELECT * FROM django_session WHERE session_key = %s"
MEMBERS = """SELECT e.*, o.name, p.* FROM networks_enrolment e JOIN networks_network n ON n.id = e.network_id
 JOIN directory_organisation o ON o.id = e.organisation_id JOIN networks_appointment a ON a.enrolment_id = e.id
 JOIN directory_person p ON p.id = a.person_id
 WHERE n.slug = %s AND e.state = 'active' ORDER BY o.name LIMIT 100"""
COUNT = """SELECT count(*) FROM networks_enrolment e JOIN networks_network n ON n.id = e.network_id
 WHERE n.slug = %s AND e.state = 'active'"""
PARTICIPANTS = """SELECT s.*, o.name, p.* FROM meetings_seat s JOIN meetings_meeting m ON m.id = s.meeting_id
 JOIN directory_organisation o ON o.id = s.organisation_id JOIN directory_person p ON p.id = s.person_id
 WHERE m.slug = %s ORDER BY o.name LIMIT 100"""
SEATS = """SELECT s.state, count(*) FROM meetings_seat s JOIN meetings_meeting m ON m.id = s.meeting_id
 WHERE m.slug = %s GROUP BY s.state"""
WAITING = """SELECT e.*, o.*, p.* FROM networks_enrolment e JOIN directory_organisation o ON o.id = e.organisation_id
 JOIN directory_person p ON p.id = e.applicant_id WHERE e.state = 'applied' ORDER BY e.applied_at LIMIT 100"""


def pages_of(database: Database) -> list[Page]:
    facts = database.facts
    network, meeting = facts["large_network"], facts["large_meeting"]

    def page(what: str, path: str, who: str, *queries: tuple[str, tuple[str, ...]]) -> Page:
        return Page(what, path, ((SESSION, (facts["sessions"][who],)), *queries), who)

    here = facts["meeting"]
    return [
        page(
            "a meeting, a coordinator",
            f"/meetings/{here}/",
            "coordinator",
            (MEETING, (here,)),
            (ITEMS, (here,)),
        ),
        page("a meeting, the staff", f"/meetings/{here}/", "secretary", (MEETING, (here,)), (ITEMS, (here,))),
        page("Today", "/today/", "secretary", (WAITING, ())),
        page(
            f"{facts['crowd']:,} members",
            f"/networks/{network}/members/",
            "secretary",
            (MEMBERS, (network,)),
            (COUNT, (network,)),
        ),
        page(
            f"{facts['crowd']:,} participants",
            f"/meetings/{meeting}/participants/",
            "secretary",
            (PARTICIPANTS, (meeting,)),
            (SEATS, (meeting,)),
        ),
    ]


def rows(database: Database) -> Rows:
    pages = pages_of(database)
    found = measured(database, pages)
    for page in pages:
        if not (it := found.get(page)):
            yield Row(page.what, NOT_THERE)
            continue
        spread = it.ours.p95 / it.ours.p50
        yield Row(
            page.what, f"{it.queries} queries", f"{len(page.queries)} queries", "≤ 20", it.queries <= 20
        )
        yield Row(
            "  p50, p95 with 16 clients",
            f"{milliseconds(it.ours.p50)}, {milliseconds(it.ours.p95)} ({spread:.1f} ×)",
            f"{milliseconds(it.floor.p50)}, {milliseconds(it.floor.p95)}",
            "p95 ≤ 3 × p50",
            spread <= 3,
        )
