"""Stepping in as a member of the cast, and the bar that offers it."""

import re
from pathlib import Path

import pytest

from armkrok.demo.cast import CAST
from armkrok.mail.models import Message

pytestmark = pytest.mark.django_db


def test_the_readme_tells_of_everybody_and_nobody_else():
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text()
    _before, _head, table = readme.partition("| step in as | and find |")
    rows = table.partition("\n\n")[0].splitlines()
    told = [name for row in rows for name in re.findall(r"`([a-z-]+)`", row)]
    assert sorted(told) == sorted(CAST)


@pytest.mark.parametrize("name", CAST)
def test_one_is_that_person_from_then_on(demo, client, name):
    answer = client.post(f"/demo/as/{name}/")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    page = client.get("/demo/mail/")
    assert page.wsgi_request.user.person.email == CAST[name].email


@pytest.mark.parametrize("name", CAST)
def test_everybody_begins_on_a_page_of_their_own(demo, client, name):
    from django.urls import reverse

    begins = reverse(CAST[name].begins_at)
    page = client.post(f"/demo/as/{name}/", {"next": begins}, follow=True)
    assert page.redirect_chain == [(begins, 302)]
    assert page.status_code == 200


def test_one_goes_on_to_a_page_of_ours_and_to_no_other(demo, client):
    answer = client.post("/demo/as/outsider/", {"next": "/demo/mail/?q=1"})
    assert answer["Location"] == "/demo/mail/?q=1"
    for elsewhere in ("https://example.com/", "//example.com/", "javascript:alert(1)"):
        assert client.post("/demo/as/outsider/", {"next": elsewhere})["Location"] == "/"


def test_looking_changes_nothing(demo, client):
    assert client.get("/demo/as/outsider/").status_code == 405
    assert client.get("/demo/out/").status_code == 405
    assert not client.get("/demo/mail/").wsgi_request.user.is_authenticated


def test_who_isnt_in_the_cast_is_not_found(demo, client):
    assert client.post("/demo/as/nobody/").status_code == 404


def test_one_can_step_out(demo, client):
    client.post("/demo/as/outsider/")
    client.post("/demo/out/")
    assert not client.get("/demo/mail/").wsgi_request.user.is_authenticated


def test_the_forms_need_their_mark(demo):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post("/demo/as/outsider/").status_code == 403


def test_the_bar_says_who_one_is_and_how_many_letters_there_are(demo, client):
    client.post("/demo/as/coordinator-hoor/")
    page = client.get("/demo/mail/").content.decode()
    letters = Message.objects.filter(to_address=CAST["coordinator-hoor"].email).count()
    assert letters > 1
    assert "Kultursamordnare, Höör" in page
    assert f"{letters} letters" in page
    assert page.count("/demo/as/") == len(CAST)


def test_the_bar_asks_once(demo, client, django_assert_num_queries):
    """Who is asking is known to the page anyway; the bar adds the count of letters."""
    from django.template.loader import render_to_string

    client.post("/demo/as/coordinator-hoor/")
    request = client.get("/demo/mail/").wsgi_request
    with django_assert_num_queries(1):
        render_to_string("demo/bar.html", request=request)
