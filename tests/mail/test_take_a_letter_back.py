"""Undo: within its hold a letter is taken back as if it had never been written; afterwards it isn't."""

import datetime as dt

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from django_q.models import OrmQ, Schedule

from armkrok.mail.models import Message
from armkrok.mail.tasks import deliver

from .conftest import PostOffice, a_letter

pytestmark = pytest.mark.django_db

HOLD = 60
LATER = dt.timedelta(seconds=HOLD + 1)


def test_it_waits_for_as_long_as_it_can_be_taken_back(post_office: PostOffice) -> None:
    a_letter(hold_seconds=HOLD)
    assert deliver() == 0
    with time_machine.travel(timezone.now() + LATER):
        assert deliver() == 1


def test_taken_back_in_time(post_office: PostOffice) -> None:
    letter = a_letter(hold_seconds=HOLD)
    assert Message.objects.recall("test:1", timezone.now())
    with time_machine.travel(timezone.now() + LATER):
        assert deliver() == 0
    letter.refresh_from_db()
    assert letter.recalled_at
    assert not post_office.arrived


def test_too_late_when_one_of_them_has_left(post_office: PostOffice) -> None:
    a_letter(1, key="step:1:a")
    deliver()
    held = a_letter(2, key="step:1:b", hold_seconds=HOLD)
    assert not Message.objects.recall("step:1", timezone.now())
    held.refresh_from_db()
    assert held.recalled_at is None, "all or none"


def test_too_late_while_a_worker_has_it_in_hand(post_office: PostOffice) -> None:
    a_letter()
    assert Message.objects.claim(timezone.now())
    assert not Message.objects.recall("test:1", timezone.now())
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
        assert not Message.objects.recall("test:1", timezone.now()), "it may have left before the worker died"


@pytest.mark.parametrize(
    ("begins", "taken"),
    [
        ("step:1", {"step:1", "step:1:approved"}),
        ("step:1:", {"step:1:approved"}),
        ("step:12", {"step:12:approved"}),
        ("STEP:1", set()),
        ("step", {"step:1", "step:1:approved", "step:12:approved"}),
    ],
)
def test_a_key_is_taken_in_whole_parts(begins: str, taken: set[str]) -> None:
    letters = {
        key: a_letter(n, key=key, hold_seconds=HOLD)
        for n, key in enumerate(["step:1", "step:1:approved", "step:12:approved"])
    }
    assert Message.objects.recall(begins, timezone.now())
    recalled = set(Message.objects.exclude(recalled_at=None).values_list("pk", flat=True))
    assert {key for key, letter in letters.items() if letter.pk in recalled} == taken


def test_what_was_undone_can_be_done_again(post_office: PostOffice) -> None:
    a_letter(1)
    assert Message.objects.recall("test:1", timezone.now())
    again = a_letter(1)
    assert deliver() == 1
    assert post_office.arrived[0]["Message-ID"] == again.message_id
    assert post_office.arrived[0]["In-Reply-To"] is None, "the first was never sent"


@pytest.mark.django_db(transaction=True)
def test_the_worker_is_told_once_per_act() -> None:
    OrmQ.objects.all().delete()
    with transaction.atomic():
        for number in range(20):
            a_letter(number)
        assert not OrmQ.objects.exists(), "it would look before the letters are there"
    assert OrmQ.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_worker_is_told_when_the_hold_ends() -> None:
    """Not up to a minute and a half later, but as soon as the clockwork looks."""
    Schedule.objects.all().delete()
    with transaction.atomic():
        for number in range(20):
            a_letter(number, hold_seconds=HOLD)
    call = Schedule.objects.get()
    leaves_at = Message.objects.latest("next_attempt_at").next_attempt_at
    assert leaves_at <= call.next_run <= leaves_at + dt.timedelta(seconds=10)


@pytest.mark.django_db(transaction=True)
def test_two_calls_for_the_same_moment_do_no_harm(caplog: pytest.LogCaptureFixture) -> None:
    """Two processes have written down the same call; the next act with the same hold is done like any other."""
    with time_machine.travel(timezone.now(), tick=False):
        a_letter(1, hold_seconds=HOLD)
        call = Schedule.objects.get(name="mail.hold")
        Schedule.objects.create(
            func=call.func, schedule_type=call.schedule_type, next_run=call.next_run, name=call.name
        )
        a_letter(2, hold_seconds=HOLD)
    assert Schedule.objects.filter(name="mail.hold").count() == 2
    assert not caplog.records


@pytest.mark.django_db(transaction=True)
def test_an_act_is_done_although_the_call_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: object, **options: object) -> None:
        raise OSError("the queue is full")

    monkeypatch.setattr("armkrok.mail.waking.async_task", fails)
    a_letter()
    assert Message.objects.waiting().count() == 1


def test_no_act_without_its_mail_and_no_mail_without_its_act() -> None:
    with transaction.atomic():
        a_letter()
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_the_clockwork_is_set_up_once() -> None:
    """Shown by the migration having run: one schedule each, however often the program starts."""
    from importlib import import_module

    from django.apps import apps

    migration = import_module("armkrok.mail.migrations.0002_schedules")
    Schedule.objects.all().delete()
    for _start in range(3):
        migration.set_up(apps, None)
    assert sorted(Schedule.objects.values_list("func", flat=True)) == [
        "armkrok.mail.tasks.deliver",
        "armkrok.mail.tasks.forget",
    ]
