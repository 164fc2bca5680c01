"""Quality, "Speed": a public page that hasn't changed costs one query, and strangers see each change at once."""

import datetime as dt
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext

from armkrok.directory import editing
from armkrok.meetings import hosting, making, materials, programming
from armkrok.meetings.models import Meeting
from armkrok.networks import opening
from armkrok.web.kept import Kept
from tests.meetings.conftest import a_meeting
from tests.world import NOW, World

Asked = Callable[..., tuple[str, dict[str, str], str]]


@pytest.fixture
def ask(settings: Any) -> Iterator[Asked]:
    """Ask the web server's application as a browser does; status, headers, page. The demo's bar isn't there."""
    settings.DEMO = False
    # The test's transaction is in this connection, so it stays open, as with Django's own client.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    application = Kept(WSGIHandler())

    def ask(path: str, method: str = "GET", **more: str) -> tuple[str, dict[str, str], str]:
        said: list[Any] = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "HTTP_HOST": "testserver",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            **more,
        }
        body = b"".join(application(environ, lambda *words: said.extend(words)))
        return said[0], dict(said[1]), body.decode()

    yield ask
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def page_of(world: World) -> str:
    return world.network.get_absolute_url()


def queries(do: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        do()
    return len(asked)


@pytest.fixture
def meeting(world: World) -> Meeting:
    return a_meeting(world, "published")


def test_the_second_stranger_costs_one_query(world: World, meeting: Meeting, ask: Asked) -> None:
    for path in (page_of(world), meeting.get_absolute_url()):
        first = ask(path)
        assert first[0] == "200 OK"
        assert queries(lambda path=path: ask(path)) == 1  # type: ignore[misc]
        assert ask(path) == first


def test_nothing_of_a_visitor_is_on_the_page(world: World, meeting: Meeting, ask: Asked) -> None:
    """No token and no cookie: a stranger's browser keeps nothing."""
    for path in (page_of(world), meeting.get_absolute_url()):
        _status, headers, page = ask(path)
        assert "csrf" not in page.lower()
        assert "Set-Cookie" not in headers


def test_who_has_signed_in_gets_a_page_of_their_own(world: World, ask: Asked, client: Any) -> None:
    ask(page_of(world))
    world.sign_in(client, "secretary")
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    mine = ask(page_of(world), HTTP_COOKIE=cookie)
    assert "no-store" in mine[1]["Cache-Control"]
    assert "Sign out" in mine[2]
    assert "Sign out" not in ask(page_of(world))[2]


def test_each_language_has_a_page_of_its_own(world: World, ask: Asked) -> None:
    english = ask(page_of(world))[2]
    danish = ask(page_of(world), HTTP_ACCEPT_LANGUAGE="da")[2]
    chosen = ask(page_of(world), HTTP_COOKIE="django_language=da; csrftoken=abc", HTTP_ACCEPT_LANGUAGE="sv")[
        2
    ]
    assert '<html lang="en"' in english
    assert '<html lang="da"' in danish
    assert '<html lang="da"' in chosen
    assert ask(page_of(world))[2] == english


@pytest.mark.parametrize(
    "more",
    [
        {"QUERY_STRING": "page=2"},
        {"HTTP_COOKIE": "messages=hello"},
        {"HTTP_HX_REQUEST": "true"},
        {"method": "HEAD"},
    ],
)
def test_what_is_no_strangers_plain_page_is_asked_of_django(
    world: World, ask: Asked, more: dict[str, str]
) -> None:
    ask(page_of(world))
    assert queries(lambda: ask(page_of(world), **more)) > 1


def test_another_host_is_refused_and_not_answered_from_memory(world: World, ask: Asked) -> None:
    ask(page_of(world))
    assert ask(page_of(world), HTTP_HOST="elsewhere.example.org")[0].startswith("400")


def test_a_draft_is_nobodys(world: World, ask: Asked) -> None:
    for _ in range(2):
        assert ask(world.draft.get_absolute_url())[0].startswith("404")


def test_a_page_is_no_older_than_a_minute(world: World, meeting: Meeting, ask: Asked) -> None:
    """What follows from the hour alone: registration closes, a meeting is over."""
    ask(meeting.get_absolute_url())
    with time_machine.travel(meeting.ends_at + dt.timedelta(minutes=1)):
        assert queries(lambda: ask(meeting.get_absolute_url())) > 1


def _by(world: World) -> dict[str, Any]:
    return {"by": world.people["secretary"], "at": NOW}


CHANGES: dict[str, Callable[[World, Meeting], object]] = {
    "a member more": lambda w, m: w.member(w.network, w.organisations["Køge"], "koge", "Koordinator, Køge"),
    "a meeting more": lambda w, m: a_meeting(w, "published", title="Endnu et møde"),
    "the meeting is renamed": lambda w, m: making.change(m, {"title": "Et andet navn"}, **_by(w)),
    "the meeting is moved": lambda w, m: making.reschedule(
        m, m.starts_at + dt.timedelta(days=7), m.ends_at + dt.timedelta(days=7), why="Sne", **_by(w)
    ),
    "registration is open": lambda w, m: making.open_registration(m, **_by(w)),
    "the meeting is cancelled": lambda w, m: making.cancel(m, why="Sne", **_by(w)),
    "the network's words": lambda w, m: opening.change_settings(
        w.network, {"purpose": "Noget helt andet."}, **_by(w)
    ),
    "the town is known by another name": lambda w, m: editing.change_organisation(
        w.organisations["Svendborg"],
        {"name": "Svendborg By"},
        seen=editing.fingerprint(w.organisations["Svendborg"]),
        **_by(w),
    ),
    "an item more": lambda w, m: programming.add(m, {"title": "Nyt punkt", "minutes": 30}, **_by(w)),
    "material that everybody sees": lambda w, m: materials.add(
        m, link="https://www.example.org/slides", audience="public", **_by(w)
    ),
    "a host": lambda w, m: hosting.name_host(
        m, w.organisations["Svendborg"], contact=w.people["coordinator"], **_by(w)
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_act_is_seen_at_once(world: World, meeting: Meeting, ask: Asked, change: str) -> None:
    paths = [page_of(world), meeting.get_absolute_url()]
    before = [ask(path)[2] for path in paths]
    CHANGES[change](world, meeting)
    after = [ask(path)[2] for path in paths]
    assert before != after, "the change is on one of the two"


def test_a_network_that_is_no_longer_public_is_gone_at_once(
    world: World, meeting: Meeting, ask: Asked
) -> None:
    assert ask(page_of(world))[0] == "200 OK"
    assert ask(meeting.get_absolute_url())[0] == "200 OK"
    opening.unpublish(world.network, why="En pause", **_by(world))
    assert ask(page_of(world))[0].startswith("404")
    assert ask(meeting.get_absolute_url())[0].startswith("404")
