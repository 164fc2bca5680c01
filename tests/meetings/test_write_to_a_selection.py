"""Those who run a network write to a selection of those who come: looked at, sent once, and told who got it."""

import csv
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_q.models import OrmQ

from armkrok.directory.models import Person
from armkrok.journal.models import Entry
from armkrok.mail.models import Message
from armkrok.meetings import inviting, registering, tasks, writing
from armkrok.meetings.letters import mailing as letters
from armkrok.meetings.models import Mailing, Meeting, Seat, SeatState
from armkrok.meetings.rules import Refusal
from armkrok.networks.someone import Someone
from tests.world import World

from .conftest import a_meeting

SUBJECT = "Husk {meeting}"
TEXT = "Kære {name}, {organisation}\n\nVi ses {date} kl. {time}: {place}.\n\n{link}"


@pytest.fixture
def desk(world: World, client: Client) -> Client:
    return world.sign_in(client, "secretary")


def page(meeting: Meeting, query: str = "") -> str:
    return f"/meetings/{meeting.slug}/participants/mail/{query}"


def seat(world: World, meeting: Meeting, key: str, name: str = "") -> Person:
    someone = Someone(name or f"Kollega {key}", f"{key}@example.org")
    by = world.people["secretary"]
    return registering.register(
        meeting, world.enrolment, someone, by=by, at=world.now, extra_confirmed=True
    ).person


def write(
    world: World, meeting: Meeting, people: Any, key: str = "k", subject: str = SUBJECT, text: str = TEXT
) -> Mailing:
    by, at = world.people["secretary"], world.now
    return writing.write_mailing(meeting, people, subject, text, form_key=key, by=by, at=at)


def written(mailing: Mailing) -> list[Message]:
    return list(Message.objects.filter(key__startswith=f"mailing-{mailing.pk}:").order_by("to_address"))


def preview(desk: Client, address: str, **words: str) -> dict[str, str]:
    """What is sent from the page that shows the mail."""
    shown = desk.post(
        address, {"subject": SUBJECT, "text": TEXT, "form_key": "key", "do": "preview", **words}
    )
    assert shown.status_code == 200, shown.text
    seen = re.search(r'name="seen" value="(\w+)"', shown.text)
    assert seen
    return {"subject": SUBJECT, "text": TEXT, "form_key": "key", **words, "seen": seen[1], "do": "send"}


def test_each_gets_it_with_their_own_words_and_in_their_own_dates(world: World, meeting: Meeting) -> None:
    danish, english = seat(world, meeting, "a"), seat(world, meeting, "b")
    Person.objects.filter(pk=english.pk).update(language="en")
    mailing = write(world, meeting, [danish, english])
    assert not written(mailing), "the letters are the worker's"
    assert tasks.write_mailings() == 2
    first, second = written(mailing)
    assert first.subject == "Husk Haller for alle"
    assert "Kære Kollega a, Svendborg" in first.text
    assert (
        "torsdag den 9. september 2027 kl. 09.30–15.30: Svendborg Idrætshal, Sal 1, Svendborg." in first.text
    )
    assert f"http://testserver/meetings/{meeting.slug}/" in first.text
    assert "Thursday, 9 September 2027" in second.text
    assert (first.sender_name, first.reply_to, first.automatic) == ("KL", "kultur@kl.example.org", False)
    assert "KL · Kultur og fritid" in first.text


def test_a_name_with_braces_is_a_name(world: World, meeting: Meeting) -> None:
    person = seat(world, meeting, "a", "Anne {organisation} {link}")
    mailing = write(world, meeting, [person], text="Kære { Name }, {organisation} } og {")
    tasks.write_mailings()
    assert "Kære Anne {organisation} {link}, Svendborg } og {" in written(mailing)[0].text


def test_sent_twice_it_is_one_mailing_and_one_letter_each(world: World, meeting: Meeting) -> None:
    people = [seat(world, meeting, "a"), seat(world, meeting, "b")]
    once, again = write(world, meeting, people), write(world, meeting, people)
    assert once == again
    assert [tasks.write_mailings() for _ in range(2)] == [2, 0]
    assert len(written(once)) == 2
    assert Entry.objects.filter(what="mailing.sent").count() == 1
    with pytest.raises(Refusal):
        write(world, meeting, people, text="Noget andet")
    with pytest.raises(Refusal):
        write(world, a_meeting(world), people)


def test_each_once_and_only_those_who_have_to_do_with_it(world: World, meeting: Meeting) -> None:
    """Whoever has a seat and is invited gets one; a stranger to the meeting gets none."""
    inviting.write_invitations(meeting, at=world.now)
    inviting.answer(meeting.invitations.get(), "me", by=world.people["coordinator"], at=world.now)
    me = world.people["coordinator"]
    mailing = write(world, meeting, [me, me, world.people["outsider"], world.people["secretary"]])
    assert [receiver.person for receiver in mailing.receivers.all()] == [me]


def test_nobody_and_words_that_mean_nothing_are_refused(world: World, meeting: Meeting) -> None:
    person = seat(world, meeting, "a")
    with pytest.raises(Refusal):
        write(world, meeting, [world.people["outsider"]])
    with pytest.raises(Refusal) as no:
        write(world, meeting, [person], text="Kære {fornavn}, {} og {name.__class__}")
    assert no.value.field == "text"
    assert "{fornavn}, {}, {name.__class__}" in str(no.value)
    assert not Mailing.objects.exists()


def test_what_stands_in_braces() -> None:
    assert letters.unknown_fields("{name} {Name} { link } {x} {x} {") == ["{x}"]
    assert letters.filled_in("{name}{x}", {"name": "{x}"}) == "{x}{x}"


def test_looked_at_as_a_receiver_gets_it_and_then_sent(world: World, meeting: Meeting, desk: Client) -> None:
    first, second = seat(world, meeting, "a"), seat(world, meeting, "b", "<b>Bo</b>")
    address = page(meeting, "?group=coming")
    form = desk.get(address).text
    assert "2 people" in form
    assert "&lt;b&gt;Bo&lt;/b&gt;" in form
    shown = desk.post(address, {"subject": SUBJECT, "text": TEXT, "as": second.pk, "do": "preview"}).text
    assert "Kære &lt;b&gt;Bo&lt;/b&gt;, Svendborg" in shown
    assert "torsdag den 9. september 2027" in shown
    assert "Send to 2 people" in shown
    assert not Mailing.objects.exists()
    for _ in range(2):
        sent = desk.post(address, preview(desk, address))
        assert sent.status_code == 302
    mailing = Mailing.objects.get()
    assert {receiver.person for receiver in mailing.receivers.all()} == {first, second}
    assert sent.headers["Location"] == f"/meetings/{meeting.slug}/mailings/{mailing.pk}/"


def test_what_is_sent_is_what_was_looked_at(world: World, meeting: Meeting, desk: Client) -> None:
    """Somebody registers, or the text is changed, between the look and the click."""
    seat(world, meeting, "a")
    address = page(meeting, "?group=coming")
    ready = preview(desk, address)
    changed = desk.post(address, ready | {"text": "Noget andet"})
    assert "Something has changed since you looked at it" in changed.text
    seat(world, meeting, "b")
    assert "Something has changed" in desk.post(address, ready).text
    assert not Mailing.objects.exists()


def test_an_unknown_word_stands_beside_its_field_and_nothing_is_lost(
    world: World, meeting: Meeting, desk: Client
) -> None:
    seat(world, meeting, "a")
    sent = {"subject": "Hej {navn}", "text": "Alt det jeg skrev", "form_key": "abc", "do": "send"}
    answer = desk.post(page(meeting, "?group=coming"), sent)
    assert answer.status_code == 422
    assert "Nothing is known to fill in for {navn}." in answer.text
    assert "Alt det jeg skrev" in answer.text
    assert 'value="Hej {navn}"' in answer.text
    assert 'value="abc"' in answer.text


def test_chosen_by_ticks_by_group_and_by_what_the_list_shows(
    world: World, meeting: Meeting, desk: Client
) -> None:
    people = [seat(world, meeting, key) for key in ("a", "zz")]
    inviting.write_invitations(meeting, at=world.now)
    for query, number in (
        (f"?people={people[0].pk}", 1),
        (f"?people={people[0].pk}&people={people[0].pk}&people=x&people=99999", 1),
        ("?group=coming&group=colleagues", 3),
        ("?all=yes&show=coming&q=kollega+zz", 1),
        ("?all=yes", 3),
    ):
        counted = "1 person<" if number == 1 else f"{number} people<"
        assert counted in desk.get(page(meeting, query)).text, query
    nobody = desk.get(page(meeting)).text
    assert "Nobody is chosen yet" in nobody
    assert 'name="subject"' not in nobody


def test_who_has_no_address_is_named(world: World, meeting: Meeting, desk: Client) -> None:
    seat(world, meeting, "a")
    Person.objects.filter(pk=seat(world, meeting, "b").pk).update(email="")
    shown = desk.get(page(meeting, "?group=coming")).text
    assert "These have no e-mail address" in shown
    assert "1 person<" in shown
    mailing = write(world, meeting, Person.objects.filter(seats__meeting=meeting))
    assert mailing.receivers.count() == 1


def test_a_thousand_are_answered_at_once_and_the_worker_writes(
    world: World, meeting: Meeting, desk: Client
) -> None:
    """Quality, "Speed": the request puts no letter in the outbox, and asks little of the database."""
    people = Person.objects.bulk_create(
        Person(name=f"P {n}", email=f"p{n}@example.org", organisation=world.enrolment.organisation)
        for n in range(1000)
    )
    Seat.objects.bulk_create(
        Seat(
            meeting=meeting,
            enrolment=world.enrolment,
            organisation=world.enrolment.organisation,
            person=person,
            state=SeatState.TAKEN,
            made_at=world.now,
        )
        for person in people
    )
    address = page(meeting, "?group=coming")
    shown = desk.get(address).text
    assert "1000 people" in shown
    assert "and 900 more" in shown
    ready = preview(desk, address)
    letters_before, queued = Message.objects.count(), OrmQ.objects.count()
    with CaptureQueriesContext(connection) as queries:
        assert desk.post(address, ready).status_code == 302
    assert len(queries) <= 50
    assert Message.objects.count() == letters_before
    assert OrmQ.objects.count() == queued + 1
    mailing = Mailing.objects.get()
    watched = desk.get(f"/meetings/{meeting.slug}/mailings/{mailing.pk}/").text
    assert "0 of 1,000 letters are written" in watched
    assert 'hx-trigger="every 2s"' in watched
    writing.write_letters(writing.to_be_written()[:40])
    assert (
        "40 of 1,000 letters are written" in desk.get(f"/meetings/{meeting.slug}/mailings/{mailing.pk}/").text
    )
    assert tasks.write_mailings() == 960
    done = desk.get(f"/meetings/{meeting.slug}/mailings/{mailing.pk}/").text
    assert "every 2s" not in done
    assert done.count('scope="row"') == 100


def test_who_got_it_and_who_didnt_and_why(
    world: World, meeting: Meeting, desk: Client, django_assert_max_num_queries: Any
) -> None:
    people = [seat(world, meeting, key) for key in ("a", "b", "c", "d")]
    mailing = write(world, meeting, people)
    Person.objects.filter(pk=people[3].pk).update(email="")
    tasks.write_mailings()
    first, second, _third = written(mailing)
    first.has_left(timezone.now())
    Message.objects.filter(pk=second.pk).update(dead_at=timezone.now(), last_error="550 =no such <user>")
    address = f"/meetings/{meeting.slug}/mailings/{mailing.pk}/"
    with django_assert_max_num_queries(20):
        shown = desk.get(address).text
    assert "Has left: 1" in shown
    assert "Wasn&#x27;t delivered: 2" in shown
    assert "Waits to leave: 1" in shown
    assert "550 =no such &lt;user&gt;" in shown
    assert "Kollega b" in desk.get(address + "?state=refused").text
    assert "Kollega a" not in desk.get(address + "?state=refused").text
    assert "Kollega c" in desk.get(address + "?q=kollega+c").text
    assert "Nobody fits" in desk.get(address + "?q=zzz").text
    table = desk.get(address + "?export=csv&state=refused").content.decode("utf-8-sig")
    assert [row[3] for row in csv.reader(io.StringIO(table), delimiter=";")] == [
        "State",
        "Wasn't delivered",
        "Wasn't delivered",
    ]
    listed = desk.get(f"/meetings/{meeting.slug}/participants/").text
    assert f'href="{address}"' in listed
    assert "4 receivers" in listed


def test_somebody_elses_mail_isnt_there(world: World, meeting: Meeting, client: Client) -> None:
    mailing = write(world, meeting, [seat(world, meeting, "a")])
    other = a_meeting(world)
    assert (
        world.sign_in(client, "secretary").get(f"/meetings/{other.slug}/mailings/{mailing.pk}/").status_code
        == 404
    )
    for who in ("outsider", "coordinator", "facilitator"):
        guest = world.sign_in(client, who)
        assert guest.get(f"/meetings/{meeting.slug}/mailings/{mailing.pk}/").status_code == 404
        assert guest.post(page(meeting, "?group=coming"), {"subject": "x", "text": "y"}).status_code == 404
