"""The same date gives the same world, another date moves it, and an interrupted start leaves nothing."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Max

from armkrok.billing.models import Invoice, Payment
from armkrok.demo import kl
from armkrok.demo.world import build, built_for
from armkrok.directory.models import Organisation, Person
from armkrok.journal.models import Entry
from armkrok.mail.models import Message, Received
from armkrok.meetings.models import (
    Action,
    AgendaItem,
    Attendance,
    CalendarEntry,
    CalendarReply,
    Companion,
    Invitation,
    Material,
    Meeting,
    Note,
    Notes,
    Seat,
)
from armkrok.networks.models import Appointment, Enrolment, Network, State, Step

from .conftest import TODAY

pytestmark = pytest.mark.django_db


# In the order of issuing, net: four in the first year; in the second the fees, an extra seat, and one taken back.
INVOICED = [7000, 7000, 7000, 3300, 7000, 7000, 7000, 7000, 7000, 1500, 5200, 5200]


def amounts_invoiced():
    return list(Invoice.objects.order_by("pk").values_list("net", flat=True))


def telling():
    """All that the world says, without the numbers that the database draws."""
    place = ("network__slug", "organisation__name")
    return [
        list(rows)
        for rows in (
            Network.objects.order_by("pk").values_list("slug", "name", "summary", "purpose", "team__name"),
            Organisation.objects.order_by("pk").values_list("name", "kind", "registration_number", "profile"),
            Person.objects.order_by("pk").values_list("name", "email", "title", "language"),
            Enrolment.objects.order_by("pk").values_list(
                *place, "state", "applied_at", "starts_on", "ends_on", "applicant__email", "e_address"
            ),
            Step.objects.order_by("pk").values_list("state", "before", "by__email", "at", "why"),
            Appointment.objects.order_by("pk").values_list(
                *place, "person__email", "from_on", "to_on", "title"
            ),
            Meeting.objects.order_by("pk").values_list("slug", "title", "starts_at", "state", "place__name"),
            AgendaItem.objects.order_by("pk").values_list("meeting__slug", "position", "title", "minutes"),
            Invitation.objects.order_by("pk").values_list("person__email", "answer", "answered_at", "why"),
            Seat.objects.order_by("pk").values_list("meeting__slug", "person__email", "made_at", "state"),
            Companion.objects.order_by("pk").values_list("person__email", "state", "answered_at"),
            Attendance.objects.order_by("pk").values_list("person__email", "came_as", "here", "marked_at"),
            Notes.objects.order_by("pk").values_list("meeting__slug", "state", "in_short", "shared_at"),
            Note.objects.order_by("pk").values_list("item__title", "said", "decided", "written_at"),
            Action.objects.order_by("pk").values_list("what", "person__email", "due_on", "done_at"),
            Material.objects.order_by("pk").values_list("title", "audience", "digest", "shared_at"),
            CalendarEntry.objects.order_by("pk").values_list("person__email", "sequence", "told", "told_at"),
            CalendarReply.objects.order_by("pk").values_list("from_address", "outcome", "received_at"),
            Received.objects.order_by("pk").values_list("kind", "letter__to_address", "received_at"),
            Message.objects.order_by("pk").values_list("to_address", "subject", "created_at", "delivered_at"),
            Invoice.objects.order_by("pk").values_list("number", "kind", "gross", "due_on", "said__lines"),
            Payment.objects.order_by("pk").values_list("paid_on", "amount", "payer", "message"),
            Entry.objects.order_by("pk").values_list("at", "what", "why"),
        )
    ]


def test_the_same_date_gives_the_same_world():
    tellings = []
    for _time in range(2):
        with transaction.atomic():
            build(TODAY)
            assert built_for() == TODAY
            tellings.append(telling())
            transaction.set_rollback(True)
    assert tellings[0] == tellings[1]


def test_another_date_moves_it_by_whole_weeks():
    """A8: the year of the network that is paid by meetings moves along, so that it costs the same at any date."""
    today = dt.date(2028, 1, 13)
    build(today)
    facilities = Enrolment.objects.filter(network__slug="fritidsfaciliteter")
    assert facilities.get(organisation__name="Esbjerg").starts_on == dt.date(2027, 8, 27)
    koge = facilities.get(organisation__name="Køge")
    assert (koge.state, koge.ends_on) == (State.ACTIVE, dt.date(2028, 7, 31))
    assert koge.network.year(today) == (dt.date(2027, 8, 1), dt.date(2028, 7, 31))
    assert amounts_invoiced() == INVOICED
    acts = Entry.objects.exclude(what="demo.built")
    assert acts.aggregate(last=Max("at"))["last"].date() < today


@pytest.mark.parametrize("today", ["2026-10-20", "2027-04-06"])
def test_it_can_be_built_when_years_and_seasons_end_between_its_days(today):
    """An offer for a part of a year, a withdrawal at a year's end: both lie elsewhere in a world that has moved."""
    build(dt.date.fromisoformat(today))
    assert Meeting.objects.count() == 16
    assert Meeting.objects.filter(state="held").count() == 8
    assert amounts_invoiced() == INVOICED


def test_an_interrupted_start_leaves_nothing(monkeypatch):
    monkeypatch.setattr(kl, "build", lambda world: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        build(TODAY)
    assert built_for() is None
    assert not Organisation.objects.exists()
    assert not Message.objects.exists()


def test_the_command_builds_once_and_keeps_what_is_there(settings, capsys):
    call_command("demo", today=TODAY)
    people = Person.objects.count()
    call_command("demo", keep=True)
    with pytest.raises(CommandError, match="2027-06-01"):
        call_command("demo")
    assert Person.objects.count() == people

    capsys.readouterr()
    settings.DEMO_TODAY = dt.date(2027, 7, 1)
    call_command("demo", keep=True)
    said = capsys.readouterr().out
    assert "built for 2027-06-01" in said
    assert "2027-07-01" in said
    assert f"rm -r {settings.DATA_DIR}" in said


def test_without_its_world_nobody_can_step_in(client):
    assert client.post("/demo/as/outsider/").status_code == 404
