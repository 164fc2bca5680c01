"""Quality, "Speed": 200 people at the same moment for 60 seats, through a real server, on SQLite and on PostgreSQL."""

import json
import re
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.served import Served
from tests.visitor import Visitor, all_at_once

from .two_hundred import MEMBERS, SEATS

# With the journeys, and so never at the same time as they.
pytestmark = pytest.mark.xdist_group("journeys")


@dataclass(frozen=True)
class Prepared:
    served: Served
    links: dict[str, list[str]]

    def seats(self, title: str) -> list[tuple[int, str, int]]:
        """Number, state and person of each seat at a meeting, in the order in which they came to be."""
        return self.served.rows(
            "SELECT seat.id, seat.state, seat.person_id FROM meetings_seat AS seat"  # noqa: S608
            " JOIN meetings_meeting AS meeting ON meeting.id = seat.meeting_id"
            f" WHERE meeting.title = '{title}' ORDER BY seat.id"
        )


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def prepared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    url = ""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres").database("two-hundred")
    served = Served(tmp_path_factory.mktemp("two-hundred"), workers=4, database_url=url)
    links = json.loads(served.prepare("tests.meetings.two_hundred"))
    yield Prepared(served.start(), links)
    served.stop()
    assert "Traceback" not in served.said.read_text()


def test_two_hundred_people_for_sixty_seats(
    prepared: Prepared, record_property: Callable[[str, object], None]
) -> None:
    """A2, K17: sixty have a seat, the others wait in the order in which they came, nobody is lost or there twice."""
    visitors = [(Visitor(prepared.served.port), path) for path in prepared.links["full"]]
    answers = all_at_once(
        [
            (lambda v=visitor, p=path: v.get(p), lambda v=visitor, p=path: v.post(p, answer="me"))  # type: ignore[misc]
            for visitor, path in visitors
        ]
    )
    assert {answer.status for answer in answers} == {302}
    seconds = sorted(answer.seconds for answer in answers)
    said = f"200 answered within {seconds[-1]:.2f} s, half of them within {statistics.median(seconds):.2f} s"
    record_property("answered", said)
    print(said)
    assert seconds[-1] < 30, "the mark is 3 s (`make bench`); here the rest of the suite runs beside it"

    seats = prepared.seats("For tres")
    assert len({person for _number, _state, person in seats}) == len(seats) == MEMBERS
    states = [state for _number, state, _person in seats]
    assert states == ["taken"] * SEATS + ["waiting"] * (MEMBERS - SEATS), "who came first has a seat"

    told = [visitor.get(path).text for visitor, path in visitors]
    lines = sorted(
        int(found[1]) for page in told if (found := re.search(r"Waits, number (\d+) in line", page))
    )
    assert lines == list(range(1, MEMBERS - SEATS + 1)), (
        "everybody who waits has a place in line of their own"
    )
    answered = "SELECT count(*) FROM meetings_invitation WHERE answer = 'me' AND seat_id IS NOT NULL"
    assert prepared.served.rows(answered) == [(MEMBERS,)]
    letters = "SELECT count(*), count(DISTINCT to_address) FROM mail_message WHERE key LIKE 'seat-%'"
    assert prepared.served.rows(letters) == [(MEMBERS, MEMBERS)]
    _each_letter_leaves_once(prepared)


def _each_letter_leaves_once(prepared: Prepared) -> None:
    """Quality, "It keeps": the worker that runs beside the web server hands over each of them, and none twice."""
    give_up = time.monotonic() + 90
    about = "SELECT count(*) FROM mail_message WHERE key LIKE 'seat-%'"
    while prepared.served.rows(f"{about} AND delivered_at IS NULL") != [(0,)]:
        assert time.monotonic() < give_up, prepared.served.said.read_text()
        time.sleep(0.2)
    assert prepared.served.rows(f"{about} AND attempts = 1") == [(MEMBERS,)]


def test_a_click_and_another_click_at_the_same_moment(prepared: Prepared) -> None:
    """Twenty people, each of whom clicks twice: one seat each, and both clicks are answered."""
    doings = []
    for path in prepared.links["twice"]:
        visitor = Visitor(prepared.served.port)
        visitor.get(path)
        doings += [(lambda: None, lambda v=visitor, p=path: v.post(p, answer="me"))] * 2  # type: ignore[misc]
    assert {answer.status for answer in all_at_once(doings)} == {302}  # type: ignore[arg-type]
    seats = prepared.seats("To klik")
    assert [state for _number, state, _person in seats] == ["taken"] * 20
    assert len({person for _number, _state, person in seats}) == 20
