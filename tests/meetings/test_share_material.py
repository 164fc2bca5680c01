"""Files and links of a meeting: added, shared, no longer shared, removed (S20, K21; quality, "It keeps out")."""

import datetime as dt
import os
import shutil
import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from armkrok.directory.models import Person
from armkrok.journal.models import Entry
from armkrok.meetings import (
    bringing,
    filing,
    guesting,
    inviting,
    making,
    materials,
    personal_data,
    programming,
    registering,
)
from armkrok.meetings.chronicle import chronicle
from armkrok.meetings.models import AgendaItem, Attendance, Audience, CameAs, Guest, Material, Meeting
from armkrok.meetings.rules import Refusal
from armkrok.meetings.tasks import sweep_files
from armkrok.networks.someone import Someone
from tests.at_once import at_the_same_time
from tests.meetings import samples as a
from tests.meetings.conftest import a_meeting
from tests.meetings.programmes import put
from tests.world import World

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _nothing_on_the_disk() -> None:
    shutil.rmtree(filing.storage().path(filing.FOLDER), ignore_errors=True)


def upload(name: str = "Slides.pdf", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(
        name, content or a.pdf(), content_type="text/html"
    )  # a browser's word is nothing


def on_disk() -> list[str]:
    return sorted(filing._all(filing.storage()))


class Story:
    """A meeting with an open item and a closed one; a guest comes for the open one."""

    def __init__(self, world: World, **more: object) -> None:
        self.world, self.at = world, world.now
        self.by = world.people["secretary"]
        self.meeting: Meeting = a_meeting(world, **more)  # type: ignore[arg-type]
        self.item = put(self.meeting, "Haller i tal", 45)
        self.closed = put(self.meeting, "Kollegial sparring", 60, closed=True)
        expert = Someone("Ekspert", f"ekspert-{self.meeting.pk}@example.org")
        self.guest: Guest = guesting.invite_guest(self.item, expert, focus="Drift", by=self.by, at=self.at)

    def add(self, **more: object) -> Material:
        values = {"file": upload(), "item": self.item, "audience": Audience.MEMBERS} | more
        return materials.add(self.meeting, by=self.by, at=self.at, **values)  # type: ignore[arg-type]

    def leave(self, at: dt.datetime | None = None, **more: object) -> Material:
        values = {"file": upload("Oplæg.pdf")} | more
        return materials.leave(self.guest, by=self.guest.person, at=at or self.at, **values)  # type: ignore[arg-type]

    def seen_by(self, who: Person | str | None) -> set[str]:
        person = self.world.people[who] if isinstance(who, str) else who
        self.meeting.refresh_from_db()
        seen = materials.visible_to(person, self.meeting, on=self.at.date())
        return {material.title for material in seen}

    def held(self) -> None:
        Meeting.objects.filter(pk=self.meeting.pk).update(state="held")

    def here(self, person: Person, came_as: str = CameAs.MEMBER) -> None:
        Attendance.objects.create(
            meeting=self.meeting, person=person, came_as=came_as, marked_at=self.meeting.starts_at
        )


@pytest.fixture
def story(world: World) -> Story:
    return Story(world)


def test_a_file_is_kept_under_a_name_that_says_nothing(story: Story) -> None:
    material = story.add(file=upload("../../Åse Ærø.exe"), title="  Slides   om haller ")
    assert (material.title, material.file_name) == ("Slides om haller", "Åse Ærø.pdf")
    assert material.media_type == "application/pdf"
    assert material.size == len(a.pdf())
    assert on_disk() == [material.file.name]
    assert "rø" not in str(material.file.name)
    assert os.stat(material.file.path).st_mode & 0o007 == 0


def test_without_a_title_it_is_called_as_the_file_or_the_link(story: Story) -> None:
    assert story.add(file=upload("Haller i tal.pdf")).title == "Haller i tal"
    assert story.add(file=None, link="https://video.example.org/42").title == "video.example.org"


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "//example.org",
        "https://a:b@example.org/",
        "x y",
    ],
)
def test_only_a_link_to_the_web_is_one(story: Story, link: str) -> None:
    with pytest.raises(Refusal) as no:
        story.add(file=None, link=link)
    assert no.value.field == "link"


def test_neither_or_both_is_refused(story: Story) -> None:
    with pytest.raises(Refusal, match="Choose a file"):
        story.add(file=None)
    with pytest.raises(Refusal, match="one at a time"):
        story.add(link="https://example.org/")
    assert on_disk() == []


def test_what_may_not_be_kept_leaves_nothing_behind(story: Story) -> None:
    with pytest.raises(Refusal, match="macros"):
        story.add(file=upload("a.docx", a.office("docm")))
    assert not Material.objects.exists()
    assert on_disk() == []


def test_nothing_is_kept_of_a_closed_item(story: Story) -> None:
    """K21"""
    with pytest.raises(Refusal) as no:
        story.add(item=story.closed)
    assert (no.value.requirement, no.value.field) == ("K21", "item")
    material = story.add()
    with pytest.raises(Refusal, match="confidential"):
        materials.change(material, title="x", item=story.closed, by=story.by, at=story.at)
    assert on_disk() == [material.file.name]


def test_what_belongs_to_an_item_that_is_closed_later_is_seen_by_nobody_else(story: Story) -> None:
    """K21"""
    story.add(title="Bilag")
    assert story.seen_by("coordinator") == {"Bilag"}
    AgendaItem.objects.filter(pk=story.item.pk).update(closed=True)
    assert story.seen_by("coordinator") == set()
    assert story.seen_by("secretary") == {"Bilag"}
    with pytest.raises(Refusal, match="confidential"):
        materials.share(Material.objects.get(), Audience.PUBLIC, by=story.by, at=story.at)


def test_what_belonged_to_a_closed_item_that_has_gone_is_shared_anew_when_it_is_restored(
    story: Story,
) -> None:
    """K21"""
    item = put(story.meeting, "Andet", 20)
    material = story.add(title="Bilag", item=item)
    programming.change(item, {"closed": True}, by=story.by, at=story.at)
    materials.remove(material, by=story.by, at=story.at)
    programming.remove(item, by=story.by, at=story.at)
    materials.restore(material, by=story.by, at=story.at)
    assert story.seen_by("coordinator") == set()
    again = Material.objects.get(pk=material.pk)
    assert again.item is None
    materials.share(again, Audience.MEMBERS, by=story.by, at=story.at)
    assert story.seen_by("coordinator") == {"Bilag"}


def test_the_same_file_sent_twice_is_one(story: Story) -> None:
    first = story.add()
    assert story.add() == first
    assert on_disk() == [first.file.name]
    assert story.add(item=None) != first  # of the whole meeting, it is another
    link = story.add(file=None, link="https://example.org/a")
    assert story.add(file=None, link="https://example.org/a") == link


@pytest.mark.django_db(transaction=True)
def test_the_same_file_at_the_same_moment_is_one(world: World) -> None:
    story = Story(world)
    found = at_the_same_time(*[story.leave] * 4)
    assert len({material.pk for material in found}) == 1  # type: ignore[attr-defined]
    assert len(on_disk()) == 1
    assert Material.objects.count() == 1


@pytest.mark.parametrize("table", ["meetings_material", "journal_entry"])
def test_a_database_that_fails_leaves_no_file(story: Story, table: str) -> None:
    """Whether it fails at the row itself or at what is written after it."""

    def full(execute: Any, sql: str, params: Any, many: bool, context: dict) -> Any:
        if sql.startswith(f'INSERT INTO "{table}"'):
            raise DatabaseError("the disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(full), pytest.raises(DatabaseError):
        story.add()
    assert on_disk() == []
    assert not Material.objects.exists()


def test_a_file_that_belongs_to_nothing_is_swept_the_next_day(story: Story) -> None:
    """As when the machine stops between the file and its row."""
    kept = story.add()
    old, new = (filing.storage().save(f"material/ff/{name}", upload()) for name in ("old", "new"))
    past, now = (time.time() - days * 86400 for days in (2, 0))
    for name, moment in ((old, past), (str(kept.file.name), past), (new, now)):
        os.utime(filing.storage().path(name), (moment, moment))
    assert sweep_files() == 1
    assert on_disk() == sorted([str(kept.file.name), new])


def test_removed_is_back_within_thirty_days_and_then_gone(story: Story) -> None:
    material = story.add(title="Bilag")
    materials.remove(material, by=story.by, at=story.at)
    materials.remove(material, by=story.by, at=story.at)
    assert story.seen_by("coordinator") == story.seen_by("secretary") == set()
    filing.sweep(story.at + 29 * DAY)
    materials.restore(material, by=story.by, at=story.at + 29 * DAY)
    assert story.seen_by("coordinator") == {"Bilag"}
    materials.remove(material, by=story.by, at=story.at + 29 * DAY)
    filing.sweep(story.at + 59 * DAY)
    assert on_disk() == []
    with pytest.raises(Refusal, match="the file is gone"):
        materials.restore(material, by=story.by, at=story.at + 60 * DAY)
    words = [line.words for line in chronicle(story.meeting)]
    assert words.count("removed material") == 2
    assert words.count("brought removed material back") == 1


def test_a_photograph_of_people_is_shared_with_their_consent_only(story: Story) -> None:
    photograph = story.add(file=upload("hal.jpg", a.jpeg(a.exif(6))), audience="")
    assert b"56.1572N" not in photograph.file.open().read()
    with pytest.raises(Refusal) as no:
        materials.share(
            photograph, Audience.PUBLIC, is_photograph=True, consent=" ", by=story.by, at=story.at
        )
    assert no.value.field == "consent"
    asked = "Spurgt i salen, ingen sagde nej"
    shared = materials.share(
        photograph, Audience.PUBLIC, is_photograph=True, consent=asked, by=story.by, at=story.at
    )
    assert shared.is_public
    assert story.seen_by(None) == {"hal"}


def test_a_photograph_without_consent_is_not_even_kept_when_it_is_to_be_shared_at_once(story: Story) -> None:
    with pytest.raises(Refusal):
        story.add(file=upload("hal.png", a.png()), is_photograph=True)
    assert on_disk() == []
    assert not Material.objects.exists()


def test_of_a_picture_somebody_says_whether_it_shows_people(story: Story) -> None:
    picture = story.add(file=upload("hal.png", a.png()), audience="")
    with pytest.raises(Refusal) as no:
        materials.share(picture, Audience.PUBLIC, by=story.by, at=story.at)
    assert no.value.field == "is_photograph"
    assert materials.share(picture, Audience.PUBLIC, is_photograph=False, by=story.by, at=story.at).is_public


def test_sharing_with_nobody_any_more_needs_a_reason_that_is_kept(story: Story) -> None:
    material = story.add(title="Bilag")
    with pytest.raises(Refusal) as no:
        materials.unshare(material, "  ", by=story.by, at=story.at)
    assert no.value.field == "why"
    materials.unshare(material, "En fejl i tallene", by=story.by, at=story.at)
    materials.unshare(material, "", by=story.by, at=story.at)  # sent twice
    assert story.seen_by("coordinator") == set()
    line = next(line for line in chronicle(story.meeting) if line.words == "stopped sharing material")
    assert (line.why, line.about) == ("En fejl i tallene", "Bilag")
    materials.share(material, Audience.MEMBERS, by=story.by, at=story.at)
    assert story.seen_by("coordinator") == {"Bilag"}


def test_only_those_who_run_the_network_add_and_share(story: Story) -> None:
    material = story.add(audience="")
    for who in ("outsider", "coordinator", "facilitator"):
        other = story.world.people[who]
        with pytest.raises(Refusal, match="don't run"):
            materials.add(story.meeting, link="https://example.org/", by=other, at=story.at)
        with pytest.raises(Refusal, match="don't run"):
            materials.share(material, Audience.PUBLIC, by=other, at=story.at)
        with pytest.raises(Refusal, match="don't run"):
            materials.remove(material, by=other, at=story.at)


def test_who_sees_what_before_the_meeting(story: Story) -> None:
    """Handouts: who comes is there until it is known who was."""
    story.add(title="to all", audience=Audience.PUBLIC)
    story.add(title="to members", audience=Audience.MEMBERS, file=upload("b.txt", b"b"))
    story.add(title="to those there", audience=Audience.THERE, file=upload("c.txt", b"c"))
    story.add(title="to nobody", audience="", file=upload("d.txt", b"d"))
    assert story.seen_by(None) == story.seen_by("outsider") == {"to all"}
    assert story.seen_by("coordinator") == {"to all", "to members"}
    assert story.seen_by("secretary") == {"to all", "to members", "to those there", "to nobody"}
    assert story.seen_by(story.guest.person) == {"to all"}
    me = story.world.people["coordinator"]
    registering.register(story.meeting, story.world.enrolment, me, by=me, at=story.at)
    assert story.seen_by("coordinator") == {"to all", "to members", "to those there"}


def test_who_sees_what_afterwards(world: World) -> None:
    """K10: who was there sees what members see; a guest doesn't (S20), nor who had a seat and didn't come."""
    story = Story(world, armkrok=True)
    me = world.people["coordinator"]
    registering.register(story.meeting, world.enrolment, me, by=me, at=story.at)
    inviting.write_invitations(story.meeting, at=story.at)
    head = Someone("Rektor", "rektor@example.org")
    companion = bringing.bring(story.meeting.assignments.get(), head, role="Rektor", by=me, at=story.at)
    for audience in Audience:
        story.add(title=audience.value, audience=audience, file=upload(f"{audience}.txt", audience.encode()))
    story.held()
    assert story.seen_by("coordinator") == {"public", "members", "there"}  # nobody kept a list
    story.here(companion.person, CameAs.COMPANION)
    story.here(story.guest.person, CameAs.GUEST)
    assert story.seen_by("coordinator") == {"public", "members"}
    assert story.seen_by(companion.person) == {"public", "members", "there"}
    assert story.seen_by(story.guest.person) == {"public"}
    assert story.seen_by("outsider") == {"public"}


def test_what_a_guest_leaves_is_seen_by_nobody_else_until_it_is_shared(story: Story) -> None:
    """S20"""
    material = story.leave(title="Mit oplæg")
    others = ["coordinator", "outsider", "applicant", "facilitator", None]
    assert all(story.seen_by(who) == set() for who in others)
    assert story.seen_by(story.guest.person) == story.seen_by("secretary") == {"Mit oplæg"}
    assert list(Material.objects.waiting()) == [material]
    materials.share(material, Audience.MEMBERS, by=story.by, at=story.at)
    assert story.seen_by("coordinator") == {"Mit oplæg"}
    assert story.seen_by("outsider") == set()
    assert not Material.objects.waiting().exists()
    materials.unshare(material, "Gæsten bad om det", by=story.by, at=story.at)
    assert not Material.objects.waiting().exists()  # somebody has looked at it


def test_a_guest_leaves_something_until_a_week_after_their_time(story: Story) -> None:
    """S20"""
    ends = guesting.slot(story.guest).ends
    story.leave(at=ends + 7 * DAY - dt.timedelta(minutes=1))
    with pytest.raises(Refusal, match="time to leave material is over"):
        story.leave(at=ends + 7 * DAY, file=upload("b.txt", b"b"))
    assert len(on_disk()) == 1


def test_a_guest_leaves_so_much_and_no_more(story: Story) -> None:
    for number in range(20):
        story.leave(file=None, link=f"https://example.org/{number}")
    with pytest.raises(Refusal, match="20 already"):
        story.leave()
    assert on_disk() == []
    materials.take_back(Material.objects.earliest("pk"), story.guest, by=story.guest.person, at=story.at)
    story.leave()


def test_a_meetings_files_have_room_together(story: Story) -> None:
    material = story.add()
    Material.objects.filter(pk=material.pk).update(size=40 * filing.most_bytes() - 5)
    with pytest.raises(Refusal, match="all the room"):
        story.add(file=upload("b.txt", b"123456"))
    assert on_disk() == [material.file.name]


def test_a_guest_takes_back_what_is_not_shared_yet(
    story: Story, django_capture_on_commit_callbacks: object
) -> None:
    material = story.leave()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        materials.take_back(material, story.guest, by=story.guest.person, at=story.at)
        materials.take_back(material, story.guest, by=story.guest.person, at=story.at)
    assert on_disk() == []
    shared = story.leave()
    materials.share(shared, Audience.MEMBERS, by=story.by, at=story.at)
    with pytest.raises(Refusal, match="shared meanwhile"):
        materials.take_back(shared, story.guest, by=story.guest.person, at=story.at)


@pytest.mark.parametrize("how", ["declines", "called off"])
def test_a_guest_who_does_not_come_leaves_nothing_that_is_not_shared(
    story: Story, how: str, django_capture_on_commit_callbacks: object
) -> None:
    waits = story.leave(title="venter")
    shared = story.leave(title="delt", file=upload("b.txt", b"b"))
    materials.share(shared, Audience.MEMBERS, by=story.by, at=story.at)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        if how == "declines":
            guesting.answer_guest(story.guest, comes=False, by=story.guest.person, at=story.at)
        else:
            guesting.call_off_guest(story.guest, by=story.by, at=story.at)
    assert story.seen_by("secretary") == {"delt"}
    assert on_disk() == [shared.file.name]
    waits.refresh_from_db()
    assert (waits.title, waits.file_name, waits.digest) == ("", "", "")


def test_an_item_with_material_can_go_and_the_material_stays_with_the_meeting(story: Story) -> None:
    item = put(story.meeting, "Frokost", 30)
    material = story.add(item=item)
    item.delete()
    material.refresh_from_db()
    assert material.item is None


def test_forgetting_a_guest_forgets_what_they_left(
    story: Story, django_capture_on_commit_callbacks: object
) -> None:
    person = story.guest.person
    story.leave(title="venter")
    shared = story.leave(title="delt", file=upload("b.txt", b"b"))
    materials.share(shared, Audience.PUBLIC, by=story.by, at=story.at)
    left = personal_data.export(person)["left as a guest"]
    assert [(one["title"], one["shared with"]) for one in left] == [("venter", ""), ("delt", "public")]
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        with transaction.atomic():
            personal_data.erase(person, at=story.at)
        personal_data.erase(person, at=story.at)
    assert on_disk() == []
    assert story.seen_by("secretary") == set()
    assert personal_data.export(person)["left as a guest"] == []


def test_what_everybody_sees_changes_with_an_entry_of_its_own(story: Story) -> None:
    """Decision 19: the public page is made anew with the next entry; "last updated" says when."""

    def entries() -> int:
        return Entry.objects.about(story.meeting).filter(what="material.public").count()

    material = story.add(audience=Audience.MEMBERS)
    assert entries() == 0
    materials.share(material, Audience.PUBLIC, by=story.by, at=story.at)
    assert entries() == 1
    materials.share(material, Audience.PUBLIC, by=story.by, at=story.at)
    assert entries() == 1
    materials.change(material, title="Andet", item=None, by=story.by, at=story.at)
    materials.remove(material, by=story.by, at=story.at)
    materials.restore(material, by=story.by, at=story.at)
    materials.unshare(material, "Fejl", by=story.by, at=story.at)
    assert entries() == 5


def test_a_held_meeting_gets_material_too(story: Story) -> None:
    making.hold(story.meeting, by=story.by, at=story.meeting.ends_at + DAY)
    assert story.add().shared_at
