"""Whoever was at a meeting gets a certificate that says so, and nobody else (A13, S20)."""

import datetime as dt

import pytest
from django.test import Client

from armkrok.directory.models import Person
from armkrok.meetings import attending, guesting, making, papers, registering
from armkrok.meetings.models import Attendance, Meeting
from armkrok.networks.models import Network
from armkrok.networks.someone import Someone
from tests.world import World

from .conftest import STARTS, a_meeting
from .programmes import put
from .read_pdf import read

ON = dt.date(2027, 9, 10)
DAY = dt.timedelta(days=1)


class Held:
    """A meeting at which the coordinator and a guest were, and a colleague with a seat wasn't."""

    def __init__(self, world: World, *, held: bool = True) -> None:
        self.world, self.by = world, world.people["secretary"]
        self.meeting = meeting = a_meeting(world)
        me = world.people["coordinator"]
        put(meeting, "Velkommen", 60)
        item = put(meeting, "Haller i tal", 45)
        self.guest = guesting.invite_guest(
            item,
            Someone("Gæst Ø", "g@example.org"),
            focus="Drift",
            workplace="Gæstens hus",
            by=self.by,
            at=world.now,
        )
        registering.register(meeting, world.enrolment, me, by=me, at=world.now)
        away = registering.register(
            meeting, world.enrolment, Someone("Ikke Der", "i@example.org"), by=me, at=world.now
        )
        world.people |= {"guest": self.guest.person, "away": away.person}
        for person in (me, self.guest.person):
            attending.mark(meeting, person, here=True, by=self.by, at=STARTS)
        if held:
            making.hold(meeting, by=self.by, at=STARTS + DAY)
        self.meeting = Meeting.objects.get(pk=meeting.pk)

    def of(self, person: Person) -> bytes:
        return papers.certificate(self.meeting, person, on=ON)


@pytest.fixture
def held(world: World) -> Held:
    return Held(world)


def test_it_says_who_what_when_where_and_who_called(held: Held) -> None:
    made = read(held.of(held.world.people["coordinator"]))
    for words in (
        "Koordinator, Svendborg",
        "Svendborg",
        "Haller for alle",
        "2027",
        "6 timer",
        "Svendborg Idrætshal",
        held.meeting.network.name,
        "KL, Kultur og fritid",
        "10. september 2027",
    ):
        assert made.says(words), words
    assert made.pages == 1
    assert (made.language, made.author) == ("da", "KL")


@pytest.mark.parametrize(("language", "length"), [("sv", "6 timmar"), ("en", "6 hours")])
def test_it_is_in_the_networks_language(held: Held, language: str, length: str) -> None:
    Network.objects.filter(pk=held.meeting.network_id).update(language=language)
    held.meeting.network.refresh_from_db()
    made = read(held.of(held.world.people["coordinator"]))
    assert made.language == language
    assert made.says(length)


def test_a_guest_was_there_for_their_own_hours(held: Held) -> None:
    """S20"""
    made = read(held.of(held.guest.person))
    assert made.says("10.30–11.15")
    assert made.says("45 minutter")
    assert made.says("Gæstens hus")
    assert not made.says("6 timer")


def test_whoever_wasnt_there_gets_none(held: Held) -> None:
    """A seat isn't attendance."""
    for who in ("away", "outsider", "secretary"):
        with pytest.raises(Attendance.DoesNotExist):
            held.of(held.world.people[who])


def test_a_mark_that_was_taken_back_is_none(held: Held) -> None:
    me = held.world.people["coordinator"]
    attending.mark(held.meeting, me, here=False, by=held.by, at=STARTS + DAY)
    with pytest.raises(Attendance.DoesNotExist):
        held.of(me)


def test_none_before_the_meeting_is_marked_held(world: World) -> None:
    """A3"""
    with pytest.raises(Attendance.DoesNotExist):
        Held(world, held=False).of(world.people["coordinator"])


def test_each_gets_their_own_from_the_meetings_page(held: Held, client: Client) -> None:
    held.world.sign_in(client, "coordinator")
    response = client.get(f"/meetings/{held.meeting.slug}/certificate.pdf")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    assert "Koordinator" not in response.headers["Content-Disposition"]
    assert "no-store" in response.headers["Cache-Control"]
    assert read(response.content).says("Koordinator, Svendborg")


@pytest.mark.parametrize("who", ["away", "outsider", "secretary", "applicant"])
def test_for_everybody_else_it_isnt_there(held: Held, client: Client, who: str) -> None:
    held.world.sign_in(client, who)
    assert client.get(f"/meetings/{held.meeting.slug}/certificate.pdf").status_code == 404


@pytest.mark.parametrize("name", ["#panic(1) [*Ö*] $a$", "Åse " + "x" * 190, "Ole\x00\u202e Ø"])
def test_whatever_somebody_is_called(held: Held, name: str) -> None:
    me = held.world.people["coordinator"]
    me.name = name
    assert read(held.of(me)).says(name.replace("\x00", "").replace("\u202e", ""))
