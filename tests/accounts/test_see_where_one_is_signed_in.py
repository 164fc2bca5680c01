"""See where one is signed in, and end it. Nothing more is kept than its owner can use."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from armkrok.accounts import devices, tasks
from armkrok.directory.models import Person
from armkrok.journal.models import Entry

from .conftest import FIREFOX, IPHONE, a_person, is_signed_in, sign_in

ACCOUNT = reverse("accounts:account")


@pytest.fixture
def desk(client: Client, anna: Person) -> Client:
    return sign_in(client, anna, **{"User-Agent": FIREFOX})


@pytest.fixture
def telephone(anna: Person) -> Client:
    return sign_in(Client(), anna, **{"User-Agent": IPHONE})


def ending(desk: Client) -> str:
    """The address that ends the session shown second."""
    return reverse("accounts:session_ending", args=[desk.get(ACCOUNT).context["sessions"][1].number])


def test_the_list_in_plain_words(desk: Client, telephone: Client) -> None:
    sessions = desk.get(ACCOUNT).context["sessions"]
    assert [(s.device, s.is_this) for s in sessions] == [
        ("Firefox on Linux", True),
        ("Safari on iPhone", False),
    ]
    assert desk.get(ACCOUNT).content.decode().count("Sign out there") == 1


def test_neither_the_network_address_nor_the_browsers_whole_story_is_kept(desk: Client) -> None:
    kept = UserSession.objects.get()
    assert kept.ip == "0.0.0.0"  # noqa: S104
    assert kept.user_agent == "Firefox/Linux"


def test_end_one(desk: Client, telephone: Client, anna: Person) -> None:
    assert desk.post(ending(desk)).headers["Location"] == ACCOUNT
    assert is_signed_in(desk)
    assert not is_signed_in(telephone)
    assert Entry.objects.about(anna).get().what == "session.ended"


def test_end_all_others(desk: Client, telephone: Client, anna: Person) -> None:
    third = sign_in(Client(), anna)
    desk.post(reverse("accounts:other_sessions_ending"))
    assert [is_signed_in(client) for client in (desk, telephone, third)] == [True, False, False]


def test_nobody_ends_anothers(desk: Client, telephone: Client) -> None:
    stranger = sign_in(Client(), a_person("carl"))
    assert stranger.post(ending(desk)).status_code == 404
    assert is_signed_in(telephone)


def test_a_link_can_not_end_anything(desk: Client, telephone: Client) -> None:
    assert desk.get(ending(desk)).status_code == 405
    assert desk.get(reverse("accounts:other_sessions_ending")).status_code == 405
    assert is_signed_in(telephone)


def test_whoever_came_in_by_another_door_is_listed_too(client: Client, anna: Person) -> None:
    from armkrok.accounts.models import User

    client.force_login(User.objects.for_person(anna), backend="armkrok.accounts.backend.SignInBackend")
    client.get(ACCOUNT)
    assert [s.is_this for s in client.get(ACCOUNT).context["sessions"]] == [True]


def test_being_seen_is_written_down_now_and_then(desk: Client) -> None:
    """Not on every page: a write would be the slowest part of it."""
    first = UserSession.objects.get().last_seen_at
    with CaptureQueriesContext(connection) as queries:
        desk.get(ACCOUNT)
        desk.get(ACCOUNT)
    assert all(query["sql"].startswith("SELECT") for query in queries)
    another_process = Client()
    another_process.cookies = desk.cookies
    another_process.get(ACCOUNT)
    assert UserSession.objects.get().last_seen_at > first


def test_what_has_run_out_is_forgotten(desk: Client, telephone: Client) -> None:
    Session.objects.filter(session_key=telephone.session.session_key).delete()
    assert len(desk.get(ACCOUNT).context["sessions"]) == 1
    tasks.forget()
    assert UserSession.objects.get().session_key == desk.session.session_key


@pytest.mark.parametrize(
    ("says", "means"),
    [
        (FIREFOX, "Firefox on Linux"),
        (IPHONE, "Safari on iPhone"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/142.0 Safari/537.36",
            "Chrome on Mac",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        ("curl/8.5", "A browser that we don't recognise"),
        ("", "A browser that we don't recognise"),
        ("<script>alert(1)</script>" * 1000, "A browser that we don't recognise"),
    ],
)
def test_a_browser_in_plain_words(says: str, means: str) -> None:
    assert devices.in_words(devices.recognise(says)) == means
