"""Of the demo's held meetings there is who came, what was said, who does what, and what was left behind."""

import datetime as dt
import io

import pikepdf
import pytest

from armkrok.demo.cast import CAST
from armkrok.directory.models import Person
from armkrok.journal.models import Entry
from armkrok.mail.models import Message, Received
from armkrok.meetings import acting, attending, certifying, desk, doubting, materials, noted
from armkrok.meetings.desk import What
from armkrok.meetings.models import (
    Action,
    Attendance,
    Audience,
    CalendarReply,
    CameAs,
    Material,
    Meeting,
    Note,
    Notes,
    NotesState,
    Outcome,
    Seat,
)
from armkrok.meetings.reminding import SENT

from .conftest import TODAY
from .test_meetings import ART, CULTURE, FACILITIES, NOW, SKANE, meeting

HELD = {
    (SKANE, (2027, 2, 11)): {"member": 18, "companion": 14},
    (SKANE, (2027, 5, 20)): {"member": 18, "guest": 1},
    (CULTURE, (2027, 4, 13)): {"member": 9},
    (ART, (2027, 3, 30)): {"member": 8, "guest": 1},
    (FACILITIES, (2026, 3, 19)): {"member": 8, "guest": 1},
    (FACILITIES, (2026, 9, 10)): {"member": 7},
    (FACILITIES, (2026, 11, 12)): {"member": 10},
    (FACILITIES, (2027, 3, 18)): {"member": 13, "guest": 1},
}

LEFT = ["material.added", "material.left"]


def held():
    return Meeting.objects.filter(state="held").select_related("network").order_by("starts_at")


def somebody(name):
    return Person.objects.get(email=CAST[name].email)


# --- who was there --------------------------------------------------------------------------------------


def test_of_each_held_meeting_it_is_known_who_came(demo):
    found = {}
    for it in held():
        came = list(it.attendances.here().values_list("came_as", flat=True))
        found[it.network.slug, (it.day.year, it.day.month, it.day.day)] = {
            kind: came.count(kind) for kind in set(came)
        }
    assert found == HELD


def test_in_hassleholm_18_municipalities_were_there_14_of_them_arm_in_arm(demo):
    """S14–S16, A13: one didn't come and one hadn't said so; two came late."""
    it = meeting(SKANE, 2027, 2, 11)
    by_municipality = attending.by_municipality(it)
    assert len(by_municipality) == 18
    assert sum(len(rows) == 2 for _organisation, rows in by_municipality) == 14
    roles = list(it.attendances.here().filter(came_as="companion").values_list("person__title", flat=True))
    assert {role: roles.count(role) for role in set(roles)} == {
        "Kulturskolechef": 6,
        "Rektor": 5,
        "BVC-sjuksköterska": 3,
    }
    assert [line.where for line in attending.absent(it)] == ["Östra Göinge"]
    assert [row.person.name for row in it.attendances.filter(walked_in=True)] == [
        "Kultursamordnare, Bromölla"
    ]
    late = {row.organisation.name for row in it.attendances.here() if row.is_late(it)}
    assert late == {"Klippan"}


def test_seat_and_attendance_stay_two_facts(demo):
    """A13: who didn't come had a seat, and keeps it; who came without one has none now."""
    it = meeting(SKANE, 2027, 2, 11)
    assert Seat.objects.taken().filter(meeting=it, organisation__name="Östra Göinge").exists()
    assert not Seat.objects.filter(meeting=it, organisation__name="Bromölla").exists()


def test_guests_came_for_their_own_time(demo):
    """S20: who comes at half past ten for half past ten isn't late."""
    for row in Attendance.objects.here().filter(came_as=CameAs.GUEST).select_related("meeting"):
        guest = row.meeting.guests.get(person=row.person)
        [timed] = [t for t in noted.timetable(row.meeting) if t.item.pk == guest.item_id]
        assert timed.starts - dt.timedelta(minutes=30) < row.marked_at < timed.starts
        assert not row.is_late(row.meeting)


def test_whoever_was_there_can_have_it_in_writing(demo):
    it = meeting(SKANE, 2027, 2, 11)
    hoor = somebody("coordinator-hoor")
    assert attending.there(it, hoor)
    assert is_tagged(certifying.certificate(it, hoor, on=TODAY), "sv")


def is_tagged(content, language):
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return bool(pdf.Root.MarkInfo.Marked) and str(pdf.Root.Lang)[:2] == language


# --- what was said --------------------------------------------------------------------------------------


def test_notes_are_shared_but_for_the_newest_which_waits_on_today(demo):
    """S5: read by somebody else than who wrote them."""
    states = {
        (n.meeting.network.slug, n.meeting.day): n.state for n in Notes.objects.select_related("meeting")
    }
    assert len(states) == held().count()
    newest = (SKANE, dt.date(2027, 5, 20))
    assert states.pop(newest) == NotesState.APPROVED
    assert set(states.values()) == {NotesState.SHARED}
    for notes in Notes.objects.all():
        assert notes.approved_by != notes.written_by
    tasks = desk.waiting(somebody("skane-secretariat"), NOW)
    assert meeting(SKANE, 2027, 5, 20) in [task.meeting for task in tasks]


def test_every_section_that_is_written_says_something_of_its_own(demo):
    said = list(Note.objects.values_list("said", flat=True))
    assert len(said) == len(set(said)) > 35
    assert min(len(text) for text in said) > 60
    for it in held():
        assert it.items.filter(note__isnull=False).count() >= 4
        assert it.notes.in_short


def test_of_what_was_confidential_nothing_is_written(demo):
    """K21: the item is there, locked, and has neither notes nor actions nor files."""
    it = meeting(ART, 2027, 3, 30)
    closed = it.items.get(closed=True)
    assert not Note.objects.filter(item=closed).exists()
    assert not closed.actions.exists()
    assert not closed.materials.exists()
    [section] = [s for s in noted.read(it, is_member=True).sections if s.closed]
    assert section.is_empty
    assert noted.read(it).notes.state == NotesState.SHARED


def test_what_was_wrong_is_corrected_with_its_reason(demo):
    it = meeting(SKANE, 2027, 2, 11)
    [correction] = it.notes.corrections.all()
    assert "hälften" in correction.before
    assert "två av tre" in correction.after
    assert correction.why
    assert correction.at > it.notes.shared_at


def test_the_shared_notes_reached_those_who_were_there_with_a_link_of_their_own(demo):
    """K27: companions too, and whoever came without having said so."""
    it = meeting(SKANE, 2027, 2, 11)
    letters = Message.objects.filter(thread=it.thread, key__contains=":notes:")
    assert set(letters.values_list("created_at", flat=True)) == {it.notes.shared_at}
    told = set(letters.values_list("to_address", flat=True))
    here = it.attendances.here().values_list("person__email", flat=True)
    assert set(here) <= told
    assert len(told) == letters.count()


# --- who does what --------------------------------------------------------------------------------------


def test_each_meeting_ends_with_who_does_what_by_when(demo):
    """K27"""
    for it in held():
        actions = list(it.actions.all())
        assert 2 <= len(actions) <= 4
        assert all((a.person or a.organisation) and a.due_on > it.day for a in actions)
    assert Action.objects.exclude(done_at=None).count() >= 10


def test_one_thing_is_late_and_its_owner_was_reminded(demo):
    late = Action.objects.open().filter(due_on__lt=TODAY, meeting__notes__state=NotesState.SHARED)
    assert [action.person.name for action in late] == ["Barnbibliotekarie, Osby"]
    osby = late.get().person.email
    assert Message.objects.filter(to_address=osby, created_at__date=late.get().due_on).count() == 1


@pytest.mark.parametrize(
    ("slug", "day", "places"),
    [
        (SKANE, (2027, 10, 14), {"Osby", "Hässleholm"}),
        (CULTURE, (2027, 10, 7), {"Roskilde"}),
        (ART, (2027, 11, 16), {"Vejle", "Køge"}),
        (FACILITIES, (2027, 9, 9), {"Hjørring", "Esbjerg", "Randers"}),
    ],
)
def test_what_is_open_stands_on_the_next_programme(demo, slug, day, places):
    found = acting.open_from_before(meeting(slug, *day))
    assert {(a.organisation or a.person.organisation).name for a in found} == places


# --- what was left --------------------------------------------------------------------------------------


def test_material_is_for_everybody_members_or_those_who_were_there(demo):
    shared = Material.objects.shared()
    assert set(shared.values_list("audience", flat=True)) == set(Audience.values)
    for it in held():
        assert it.materials.count() <= 3


def test_the_papers_can_be_read_aloud(demo):
    """PDF/UA: tagged, with a title and a language."""
    for material in Material.objects.exclude(file=""):
        with material.file.open() as file:
            assert is_tagged(file.read(), material.meeting.network.language)
        assert material.media_type == "application/pdf"
        assert material.size < 60_000


def test_the_planner_left_a_paper_that_members_see_and_strangers_dont(demo):
    """S20"""
    it = meeting(SKANE, 2027, 5, 20)
    [left] = it.materials.all()
    assert left.guest.person.title == "Trafikplanerare"
    hoor, outsider = somebody("coordinator-hoor"), somebody("outsider")
    assert left in materials.visible_to(hoor, it, on=TODAY)
    assert left not in materials.visible_to(outsider, it, on=TODAY)
    assert left not in materials.visible_to(None, it, on=TODAY)


def test_what_the_expert_left_waits_on_today_and_nobody_else_sees_it(demo):
    """S20"""
    [waiting] = Material.objects.waiting()
    assert waiting.meeting == meeting(FACILITIES, 2027, 9, 9)
    [task] = [t for t in desk.waiting(somebody("kl-secretariat"), NOW) if t.what == What.MATERIAL]
    assert task.meeting == waiting.meeting
    aarhus = Person.objects.get(email="idraetschef.aarhus@example.org")
    assert waiting not in materials.visible_to(aarhus, waiting.meeting, on=TODAY)
    assert waiting in materials.visible_to(waiting.guest.person, waiting.meeting, on=TODAY)


# --- what came in ---------------------------------------------------------------------------------------


def test_svendborgs_answer_came_from_another_address_and_waits_for_a_person(demo):
    it = meeting(FACILITIES, 2027, 9, 9)
    [reply] = doubting.by_mail(it).doubtful
    assert reply.entry.person == somebody("coordinator-svendborg")
    assert reply.from_address != reply.attendee == reply.entry.person.email
    assert reply.received_at < NOW
    assert it.invitations.get(person=reply.entry.person).answer == ""
    assert CalendarReply.objects.filter(outcome=Outcome.DOUBTFUL).count() == 1


def test_one_is_away_and_one_letter_came_back(demo):
    away = Message.objects.get(away_at__isnull=False)
    back = Message.objects.get(bounced_at__isnull=False)
    assert (away.to_name, back.to_name) == ("Anlægskonsulent, Aarhus", "Foreningskonsulent, Esbjerg")
    assert list(Message.objects.dead()) == [back]
    assert set(Received.objects.values_list("kind", flat=True)) == {"away", "bounce"}


def test_the_participants_page_shows_what_came_in(demo, client):
    client.post("/demo/as/kl-secretariat/")
    it = meeting(FACILITIES, 2027, 9, 9)
    page = client.get(f"/meetings/{it.slug}/participants/").content.decode()
    for said in ("fritid.og.friluft@example.net", "The letter came back", "Is away"):
        assert said in page


# --- all of it ------------------------------------------------------------------------------------------


def test_it_all_came_about_by_acts(demo):
    for model, said in ((Attendance, ["attendance.marked"]), (Action, ["action.added"]), (Material, LEFT)):
        for row in model.objects.all():
            assert Entry.objects.about(row).filter(what__in=said).exists()
    for notes in Notes.objects.all():
        assert Entry.objects.about(notes).filter(what="notes.approved", at=notes.approved_at).exists()
    for it in held():
        assert Entry.objects.about(it).filter(what=SENT).exists()


@pytest.mark.parametrize("word", ["2026", "2027", "2028", "februari", "maj ", "oktober", "marts", "april"])
def test_no_words_of_what_remains_name_a_day(demo, word):
    """The days move with the demo's date."""
    written = [text for note in Note.objects.all() for text in (note.said, note.decided)]
    written += [notes.in_short for notes in Notes.objects.all()]
    written += [action.what for action in Action.objects.all()]
    written += [material.title for material in Material.objects.all()]
    assert not [text for text in written if word in text.casefold()]
