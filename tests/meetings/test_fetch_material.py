"""Pages: a guest leaves files by their own link, those who run the network share them, and each fetches what is theirs
(S20, K21; quality, "It keeps out")."""

import re
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from armkrok.journal.models import Entry
from armkrok.meetings import afterwards, desk, filing, guesting, making, materials
from armkrok.meetings.models import Attendance, Audience, CameAs, Material
from tests.meetings import samples as a
from tests.meetings.programmes import put
from tests.meetings.test_share_material import DAY, Story, _nothing_on_the_disk, on_disk, upload  # noqa: F401
from tests.world import World

CAST = ["stranger", "outsider", "applicant", "coordinator", "secretary", "facilitator"]


@pytest.fixture
def story(world: World) -> Story:
    return Story(world)


def come(world: World, who: str) -> Client:
    return Client() if who == "stranger" else world.sign_in(Client(), who)


def guest_link(story: Story) -> str:
    return story.world.link("meetings.guest", story.guest.person)


def leave(story: Story, content: bytes = b"", name: str = "Oplæg.pdf", **more: Any) -> Any:
    return Client().post(
        guest_link(story),
        {"add": "yes", "left-file": upload(name, content), "left-title": "", "left-link": ""} | more,
    )


def file_of(material: Material) -> str:
    return reverse("meetings:material_file", args=[material.meeting.slug, material.pk])


def answers(story: Story, material: Material) -> str:
    """Who of the cast gets the file."""
    got = [who for who in CAST if come(story.world, who).get(file_of(material)).status_code == 200]
    return " ".join(got)


# --- a guest ----------------------------------------------------------------------------------------------


def test_a_guest_leaves_a_file_and_nobody_else_sees_it_before_it_is_shared(story: Story) -> None:
    """S20"""
    left = leave(story, **{"left-title": "Mine slides"})
    assert left.status_code == 302
    material = Material.objects.get()
    page = Client().get(guest_link(story))
    assert "Mine slides" in page.text
    assert "Oplæg.pdf" in page.text
    fetched = Client().get(guest_link(story), {"file": material.pk})
    assert b"".join(fetched.streaming_content) == a.pdf()  # type: ignore[attr-defined]
    assert answers(story, material) == "secretary"
    for who in set(CAST) - {"secretary"}:  # in whose history it stands
        seen = "Mine slides" in come(story.world, who).get(story.meeting.get_absolute_url()).text
        assert not seen, who

    desk_page = story.world.sign_in(Client(), "secretary")
    assert (
        "Waits to be shared" in desk_page.get(reverse("meetings:materials", args=[story.meeting.slug])).text
    )
    sharing = reverse("meetings:material_sharing", args=[story.meeting.slug, material.pk])
    assert desk_page.post(sharing, {"audience": "members"}).status_code == 302
    assert answers(story, material) == "coordinator secretary"
    assert "Shared: Members of the network" in Client().get(guest_link(story)).text
    assert desk_page.post(sharing, {"audience": "public"}).status_code == 302
    assert answers(story, material) == " ".join(CAST)


def test_what_is_refused_stands_beside_the_field_and_what_was_typed_is_still_there(story: Story) -> None:
    page = leave(story, a.office("docm"), "oplæg.docx", **{"left-title": "Haller i tal"})
    assert page.status_code == 422
    assert "has macros" in page.text
    assert 'value="Haller i tal"' in page.text
    assert 'id="id_left-file_error"' in page.text
    assert on_disk() == []
    assert leave(story, a.pdf(), **{"left-link": "javascript:alert(1)"}).status_code == 422


def test_a_guest_takes_back_what_they_left(story: Story) -> None:
    leave(story)
    material = Material.objects.get()
    assert Client().post(guest_link(story), {"take_back": material.pk}).status_code == 302
    assert "Oplæg" not in Client().get(guest_link(story)).text.replace("“Oplæg” has been taken back", "")
    assert Client().get(guest_link(story), {"file": material.pk}).status_code == 404


def test_who_says_no_is_told_that_what_they_left_goes(story: Story) -> None:
    told = "What you have left here goes too"
    assert told not in Client().get(guest_link(story)).text
    leave(story)
    assert told in Client().get(guest_link(story)).text
    Client().post(guest_link(story), {"answer": "no"})
    assert not Material.objects.there().exists()


def test_another_guests_file_is_not_there(story: Story) -> None:
    """Nor anything else behind one's own link."""
    other = Story(story.world)
    theirs, shared = other.leave(), story.add(audience=Audience.PUBLIC)
    for number in (theirs.pk, shared.pk, 0, "x", "../1", "9" * 30):
        assert Client().get(guest_link(story), {"file": str(number)}).status_code == 404
    Client().post(guest_link(story), {"take_back": theirs.pk})
    assert other.seen_by("secretary") == {"Oplæg"}


def test_after_a_week_the_guests_page_leads_to_nothing(story: Story) -> None:
    """S20"""
    leave(story)
    material = Material.objects.get()
    with time_machine.travel(guesting.slot(story.guest).ends + 7 * DAY, tick=False):
        assert leave(story, b"b", "b.txt").status_code == 422
        assert Client().get(guest_link(story), {"file": material.pk}).status_code == 404
    assert Material.objects.count() == 1


def test_too_large_never_reaches_the_disk_and_is_said_so(story: Story, settings: Any) -> None:
    settings.UPLOAD_MB = 1
    page = leave(story, b"a" * (1024 * 1024 + 1), "stor.txt", **{"left-title": "Stort"})
    assert page.status_code == 422
    assert "larger than 1 MB" in page.text
    assert "Choose a file" not in page.text
    assert 'value="Stort"' in page.text
    assert leave(story, b"a" * (1024 * 1024), "lige.txt").status_code == 302
    assert leave(story, b"a" * (9 * 1024 * 1024), "kæmpe.txt").status_code == 400
    assert Material.objects.count() == 1


def test_looking_at_a_guests_page_writes_nothing(story: Story) -> None:
    leave(story)
    before = Entry.objects.count()
    for address in (guest_link(story), f"{guest_link(story)}?file={Material.objects.get().pk}"):
        assert Client().get(address).status_code == 200
    assert Entry.objects.count() == before


# --- how a file is handed out -----------------------------------------------------------------------------


@pytest.mark.parametrize("audience", list(Audience))
def test_a_file_is_fetched_and_never_shown(story: Story, audience: str) -> None:
    """Quality: "served as attachments from outside the web root"."""
    material = story.add(audience=audience, file=upload('Åse "Ærø"\r\nX-Evil: 1; kultur & fritid.pdf'))
    answer = story.world.sign_in(Client(), "secretary").get(file_of(material))
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''%C3%85se")
    assert "\n" not in disposition
    assert "X-Evil" not in answer.headers
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]


def test_only_what_everybody_sees_may_be_kept_on_the_way(story: Story) -> None:
    public = Client().get(file_of(story.add(audience=Audience.PUBLIC)))
    assert public.headers["Cache-Control"] == "public, max-age=60"
    behind = Client().get(guest_link(story), {"file": story.leave().pk})
    assert behind.headers["Cache-Control"] == "no-store"
    assert behind.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_a_file_of_another_meeting_or_a_draft_is_not_there(story: Story) -> None:
    material = story.add(audience=Audience.PUBLIC)
    other = Story(story.world)
    wrong = reverse("meetings:material_file", args=[other.meeting.slug, material.pk])
    assert Client().get(wrong).status_code == 404
    assert Client().get(file_of(material) + "../../../../etc/passwd").status_code == 404
    draft = Story(story.world, state="draft").add(audience=Audience.PUBLIC)
    assert answers(story, draft) == "secretary"


def test_a_file_that_is_gone_from_the_disk_is_not_there(story: Story) -> None:
    material = story.add(audience=Audience.PUBLIC)
    filing.forget(str(material.file.name))
    assert Client().get(file_of(material)).status_code == 404


def test_nothing_of_the_folder_is_served(story: Story) -> None:
    material = story.add(audience=Audience.PUBLIC)
    for path in (
        f"/files/{material.file.name}",
        f"/static/../files/{material.file.name}",
        f"/{material.file.name}",
    ):
        assert Client().get(path).status_code == 404
    assert not str(settings.STATIC_ROOT).startswith(filing.storage().path(""))


# --- those who run the network ----------------------------------------------------------------------------


def add(story: Story, who: str = "secretary", **more: Any) -> Any:
    sent = {
        "file": upload(),
        "title": "Bilag",
        "item": story.item.pk,
        "audience": "members",
        "link": "",
    } | more
    return come(story.world, who).post(reverse("meetings:materials", args=[story.meeting.slug]), sent)


def test_material_is_added_to_an_item_and_shared_at_once(story: Story) -> None:
    assert add(story).status_code == 302
    page = story.world.sign_in(Client(), "coordinator").get(story.meeting.get_absolute_url()).text
    assert "Bilag" in page
    assert "Slides.pdf" in page
    assert "Bilag" not in Client().get(story.meeting.get_absolute_url()).text


def test_a_closed_item_is_not_offered_and_not_taken(story: Story) -> None:
    """K21"""
    address = reverse("meetings:materials", args=[story.meeting.slug])
    page = story.world.sign_in(Client(), "secretary").get(address).text
    assert "Haller i tal" in page
    assert f'value="{story.closed.pk}"' not in page
    assert add(story, item=story.closed.pk).status_code == 422
    assert not Material.objects.exists()


def test_what_was_typed_stays_when_the_file_is_refused(story: Story) -> None:
    page = add(story, file=upload("a.svg", b"<svg/>"), consent="Spurgt", audience="there")
    assert page.status_code == 422
    assert "drawings in SVG" in page.text
    assert 'value="Bilag"' in page.text
    assert re.search(r'value="there"[^>]*checked', page.text)


def test_a_photograph_of_people_without_a_word_on_consent_is_refused_beside_the_field(story: Story) -> None:
    page = add(story, file=upload("hal.png", a.png()), is_photograph="yes")
    assert page.status_code == 422
    assert 'id="id_consent_error"' in page.text
    story.add(file=upload("hal.png", a.png()), audience="")
    sharing = reverse("meetings:material_sharing", args=[story.meeting.slug, Material.objects.get().pk])
    client = story.world.sign_in(Client(), "secretary")
    assert client.post(sharing, {"audience": "public"}).status_code == 422
    assert client.post(sharing, {"audience": "public", "is_photograph": "yes"}).status_code == 422
    assert (
        client.post(sharing, {"audience": "public", "is_photograph": "yes", "consent": "Spurgt"}).status_code
        == 302
    )
    page = Client().get(story.meeting.get_absolute_url())
    assert f'<img src="{file_of(Material.objects.get())}" alt="Picture"' in page.text
    assert "Spurgt" not in page.text


def test_no_longer_shared_asks_why(story: Story) -> None:
    material = story.add(audience=Audience.PUBLIC)
    client = story.world.sign_in(Client(), "secretary")
    sharing = reverse("meetings:material_sharing", args=[story.meeting.slug, material.pk])
    assert client.post(sharing, {"ending": "yes", "why": " "}).status_code == 422
    assert client.post(sharing, {"ending": "yes", "why": "Forkerte tal"}).status_code == 302
    assert Client().get(file_of(material)).status_code == 404


def test_removed_can_be_brought_back(story: Story) -> None:
    material = story.add(title="Bilag", audience=Audience.PUBLIC)
    client = story.world.sign_in(Client(), "secretary")
    removal = reverse("meetings:material_removal", args=[story.meeting.slug, material.pk])
    assert client.post(removal).status_code == 302
    assert Client().get(file_of(material)).status_code == 404
    page = client.get(reverse("meetings:materials", args=[story.meeting.slug])).text
    assert "Bring it back" in page
    client.post(removal, {"undo": "yes"})
    assert Client().get(file_of(material)).status_code == 200


def test_an_empty_list_says_what_to_do(story: Story) -> None:
    client = story.world.sign_in(Client(), "secretary")
    assert (
        "There is no material yet"
        in client.get(reverse("meetings:materials", args=[story.meeting.slug])).text
    )


def test_a_part_that_has_become_confidential_is_warned_about(story: Story) -> None:
    """K21"""
    material = story.add(title="Bilag")
    type(story.item).objects.filter(pk=story.item.pk).update(closed=True)
    client = story.world.sign_in(Client(), "secretary")
    assert (
        "has become confidential" in client.get(reverse("meetings:materials", args=[story.meeting.slug])).text
    )
    one = reverse("meetings:material", args=[story.meeting.slug, material.pk])
    assert client.post(one, {"title": "Bilag", "item": ""}).status_code == 302
    assert story.seen_by("coordinator") == {"Bilag"}


def test_whoever_makes_a_part_confidential_hears_what_happens_to_its_material(story: Story) -> None:
    """K21"""
    item = put(story.meeting, "Fortrolig runde", 30)
    story.add(item=item, file=upload("b.txt", b"b"))
    client = story.world.sign_in(Client(), "secretary")
    address = reverse("meetings:item", args=[story.meeting.slug, item.pk])
    seen = client.get(address).context["form"]["seen"].value()
    sent = {
        "title": item.title,
        "minutes": 30,
        "sort": "item",
        "led_by": "facilitator",
        "closed": "on",
        "seen": seen,
    }
    page = client.post(address, sent, follow=True)
    assert "nobody else sees the material that belongs to it any more" in page.text


def test_today_says_that_a_guest_has_left_something(story: Story) -> None:
    material = story.leave()
    story.leave(file=None, link="https://example.org/a")
    secretary = story.world.people["secretary"]
    (task,) = [t for t in desk.waiting(secretary, story.at) if t.what == desk.What.MATERIAL]
    assert (task.number, task.meeting) == (2, story.meeting)
    page = story.world.sign_in(Client(), "secretary").get("/today/").text
    assert "Guests have left 2 files and links" in page
    for one in Material.objects.all():
        materials.share(one, Audience.MEMBERS, by=story.by, at=story.at)
    materials.unshare(material, "Ikke alligevel", by=story.by, at=story.at)
    assert not [t for t in desk.waiting(secretary, story.at) if t.what == desk.What.MATERIAL]


# --- the meeting's page and the personal one ----------------------------------------------------------------


def held(story: Story) -> None:
    """The coordinator was there; the guest too, for their hour."""
    at = story.meeting.ends_at + DAY
    making.hold(story.meeting, by=story.by, at=at)
    for who, came_as in (
        (story.world.people["coordinator"], CameAs.MEMBER),
        (story.guest.person, CameAs.GUEST),
    ):
        Attendance.objects.create(
            meeting=story.meeting,
            person=who,
            organisation=who.organisation,
            came_as=came_as,
            marked_at=story.meeting.starts_at,
        )
    story.meeting.refresh_from_db()


def test_afterwards_the_page_tells_each_what_is_theirs(story: Story) -> None:
    """K13, K21, S20: members are named to one another, and counted to the public."""
    for audience in Audience:
        story.add(
            title=f"til {audience}", audience=audience, file=upload(f"{audience}.txt", audience.encode())
        )
    before = Client().get(story.meeting.get_absolute_url()).text
    assert "Who was there" not in before
    held(story)
    pages = {who: come(story.world, who).get(story.meeting.get_absolute_url()).text for who in CAST}
    for who, sees, names in (
        ("stranger", ["public"], False),
        ("outsider", ["public"], False),
        ("coordinator", ["public", "members", "there"], True),
        ("secretary", ["public", "members", "there"], True),
    ):
        assert [
            audience for audience in ("public", "members", "there") if f"til {audience}" in pages[who]
        ] == sees
        assert "Svendborg" in pages[who]
        assert ("Koordinator, Svendborg" in pages[who]) is names
    certificate = reverse("meetings:certificate", args=[story.meeting.slug])
    assert [who for who in CAST if certificate in pages[who]] == ["coordinator"]


def test_one_link_leads_to_what_remains_without_signing_in(story: Story) -> None:
    there = story.add(title="kun for dem der var der", audience=Audience.THERE)
    held(story)
    me = story.world.people["coordinator"]
    link = afterwards.link_for(me, story.meeting, at=story.at)
    assert afterwards.link_for(me, story.meeting, at=story.at + DAY) == link
    path = link.address().removeprefix("http://testserver")
    page = Client().get(path)
    assert page.headers["Cache-Control"] == "no-store"
    assert "kun for dem der var der" in page.text
    fetched = Client().get(path, {"file": there.pk})
    assert b"".join(fetched.streaming_content) == a.pdf()  # type: ignore[attr-defined]
    certificate = Client().get(path, {"certificate": "1"})
    assert certificate.content.startswith(b"%PDF-")
    with time_machine.travel(story.at + 182 * DAY):
        assert Client().get(path).status_code == 410
        assert Client().post(f"{path}renewal/").status_code == 200
    assert "/l/" in story.world.letters(me.email)[-1].text


def test_a_guest_gets_a_certificate_by_their_own_link(story: Story) -> None:
    leave(story)
    assert Client().get(guest_link(story), {"certificate": "1"}).status_code == 404
    held(story)
    with time_machine.travel(story.meeting.ends_at + DAY):
        assert "Certificate that you were there" in Client().get(guest_link(story)).text
        assert Client().get(guest_link(story), {"certificate": "1"}).content.startswith(b"%PDF-")


def test_the_personal_page_asks_no_more_with_thirty_than_with_one(story: Story) -> None:
    held(story)
    link = afterwards.link_for(story.world.people["coordinator"], story.meeting, at=story.at)
    path = link.address().removeprefix("http://testserver")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert Client().get(path).status_code == 200
        return len(asked)

    story.add(title="0", file=upload("0.txt", b"0"))
    few = queries()
    for number in range(1, 31):
        story.add(title=str(number), file=upload(f"{number}.txt", str(number).encode()))
    assert queries() == few <= 20


def test_a_guest_finds_no_more_behind_such_a_link_than_everybody(story: Story) -> None:
    """S20"""
    there = story.add(title="kun for dem der var der", audience=Audience.THERE)
    held(story)
    link = afterwards.link_for(story.guest.person, story.meeting, at=story.at)
    path = link.address().removeprefix("http://testserver")
    page = Client().get(path).text
    assert "kun for dem" not in page
    assert "Koordinator, Svendborg" not in page
    assert Client().get(path, {"file": there.pk}).status_code == 404


@pytest.mark.parametrize("who", ["stranger", "coordinator", "secretary"])
def test_as_many_queries_with_thirty_as_with_one(story: Story, who: str) -> None:
    held(story)
    page = story.meeting.get_absolute_url()
    pages = [page, reverse("meetings:materials", args=[story.meeting.slug])] if who == "secretary" else [page]

    def queries() -> list[int]:
        client = come(story.world, who)
        client.get(page)  # a session is noted once
        found = []
        for address in pages:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            found.append(len(asked))
        return found

    story.add(title="0", audience=Audience.PUBLIC, file=upload("0.txt", b"0"))
    few = queries()
    for number in range(1, 31):
        story.add(
            title=str(number), audience=Audience.PUBLIC, file=upload(f"{number}.txt", str(number).encode())
        )
    many = queries()
    assert many == few
    assert max(many) <= (12 if who == "stranger" else 20), many
