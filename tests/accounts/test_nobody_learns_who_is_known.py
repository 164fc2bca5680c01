"""Quality, "It keeps out": whoever tries addresses learns nothing of which ones we know."""

import re

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_q.models import OrmQ

from armkrok.accounts.models import User
from armkrok.directory.models import Person
from armkrok.mail.models import Message

SIGN_IN, CODE = reverse("account_login"), reverse("account_confirm_login_code")


def seen(answer: HttpResponse, address: str) -> tuple:
    """All that a visitor gets, without what is drawn by lot for each (and without the demo's bar, which tells all)."""
    body = re.sub(r'<aside class="demo-bar".*?</aside>', "", answer.content.decode(), flags=re.S)
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"', "", body)
    cookies = sorted((name, len(c.value), c["max-age"], c["path"]) for name, c in answer.cookies.items())
    headers = {name: value for name, value in answer.headers.items() if name != "Content-Length"}
    return (
        answer.status_code,
        body.replace(address, "ADDRESS"),
        {k: v for k, v in headers.items() if k not in ("Expires", "Last-Modified", "ETag")},
        cookies,
    )


def everything_that_happens_to(address: str) -> list[tuple]:
    client = Client()
    steps = [client.get(SIGN_IN), client.post(f"{SIGN_IN}?next=/me/", {"login": address, "next": "/me/"})]
    steps += [client.get(steps[-1].headers["Location"]), client.get(SIGN_IN)]
    steps += [client.post(CODE, {"code": "000-000", "next": "/me/"}) for _time in range(3)]
    steps += [client.get(SIGN_IN), client.get(CODE)]
    steps += [Client().post(SIGN_IN, {"login": address}) for _time in range(5)]
    return [seen(step, address) for step in steps]


def test_known_and_unknown_see_the_same(anna: Person) -> None:
    known = everything_that_happens_to("anna@example.org")
    unknown = everything_that_happens_to("inga@example.org")
    for number, (one, other) in enumerate(zip(known, unknown, strict=True)):
        assert one == other, f"step {number}"
    assert known[-1][0] == 429


def test_nothing_is_kept_of_an_unknown_address() -> None:
    Client().post(SIGN_IN, {"login": "inga@example.org"})
    assert not User.objects.exists()
    assert not Message.objects.exists()
    assert not OrmQ.objects.exists()


def test_the_answer_takes_the_same_work(anna: Person) -> None:
    """The letter is written for both, and thrown away for the one."""
    User.objects.for_person(anna)

    def work(address: str) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            Client().post(SIGN_IN, {"login": address})
        return [q["sql"].split()[0] + (" mail" if "mail_message" in q["sql"] else "") for q in queries]

    known, unknown = work("anna@example.org"), work("inga@example.org")
    assert known.count("INSERT mail") == unknown.count("INSERT mail") == 1
    assert abs(len(known) - len(unknown)) <= 4
