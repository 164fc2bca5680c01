"""Quality, "It keeps out": personal links are signed, one task, one person; they end, can be revoked, leak nothing by
`Referer`, and are safe from a mail scanner that opens every link (a GET changes nothing)."""

import datetime as dt
import logging

import pytest
import time_machine
from django.apps import apps
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.test import Client
from django.urls import reverse
from django.utils.translation import get_language

from armkrok.accounts import links
from armkrok.accounts.log import HideTokens
from armkrok.accounts.models import PersonalLink
from armkrok.accounts.revoking import revoke
from armkrok.directory.models import Organisation, Person
from armkrok.journal import clock
from armkrok.journal.models import Entry
from armkrok.mail.letter import Letter
from armkrok.mail.models import Message, post

done: list[str] = []


def a_task(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    if request.method == "POST":
        done.append(link.person.name)
        return redirect(request.path)
    return HttpResponse(f"{link.person.name} in {get_language()}")


def a_task_in_our_frame(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    return render(request, "accounts/link_renewed.html")


def a_careless_task(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    link.person.save()
    return HttpResponse("Saved")


def mail_anew(link: PersonalLink, at: dt.datetime) -> None:
    new = PersonalLink.objects.make(link.task, link.person, Organisation.objects.get(pk=link.target), at=at)
    letter = Letter(subject="A new link", paragraphs=["…"], action=("Open", new.address()))
    post(link.person.as_receiver(), lambda: letter, key=f"renewed:{new.pk}", thread="t", at=at)


@pytest.fixture(autouse=True)
def _tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    done.clear()
    monkeypatch.setattr(links, "_tasks", dict(links._tasks))
    links.task("test.task", renew=mail_anew)(a_task)
    links.task("test.framed", renew=mail_anew)(a_task_in_our_frame)
    links.task("test.careless")(a_careless_task)


@pytest.fixture
def link(anna: Person) -> PersonalLink:
    return a_link(anna)


def a_link(person: Person, task: str = "test.task", days: int = 60) -> PersonalLink:
    assert person.organisation
    return PersonalLink.objects.make(task, person, person.organisation, at=clock.now(), days=days)


def page_of(link: PersonalLink) -> str:
    return reverse("accounts:personal_link", args=[link.token])


def renewal_of(link: PersonalLink) -> str:
    return reverse("accounts:link_renewal", args=[link.token])


def after(days: int) -> time_machine.travel:
    return time_machine.travel(clock.now() + dt.timedelta(days=days))


def every_row() -> dict[str, list[dict]]:
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
        if issubclass(model, models.Model) and not model._meta.proxy
    }


def test_it_opens_its_task_for_its_person(client: Client, link: PersonalLink) -> None:
    assert link.address().startswith("http://testserver/l/")
    page = client.get(page_of(link))
    assert page.status_code == 200
    assert page.content.decode() == "Anna in sv"


def test_sending_it_acts(client: Client, link: PersonalLink) -> None:
    for _time in range(2):
        assert client.post(page_of(link)).headers["Location"] == page_of(link)
    assert done == ["Anna", "Anna"], "the task itself answers the second as the first"


@pytest.mark.parametrize("task", ["test.task", "test.framed"])
@pytest.mark.parametrize("days", [0, 61])
def test_a_scanner_that_opens_every_link_changes_nothing(
    client: Client, anna: Person, task: str, days: int
) -> None:
    link = a_link(anna, task)
    before = every_row()
    with after(days):
        for _time in range(3):
            client.get(page_of(link))
            client.head(page_of(link))
            client.get(renewal_of(link))
    assert every_row() == before
    assert not done


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_task_that_writes_for_whoever_merely_opens_it_is_stopped(
    client: Client, anna: Person, method: str
) -> None:
    address = page_of(a_link(anna, "test.careless"))
    assert client.post(address).status_code == 200
    with pytest.raises(links.WroteOnGet):
        getattr(client, method)(address)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_nothing_else_is_understood(client: Client, link: PersonalLink, method: str) -> None:
    assert getattr(client, method)(page_of(link)).status_code == 405


def headers_are_private(page: HttpResponse) -> bool:
    return (
        page.headers["Referrer-Policy"] == "same-origin"
        and page.headers["Cache-Control"] == "no-store"
        and page.headers["X-Robots-Tag"] == "noindex"
    )


def test_the_address_stays_a_secret(client: Client, link: PersonalLink) -> None:
    assert headers_are_private(client.get(page_of(link)))
    assert headers_are_private(client.post(page_of(link)))
    with after(61):
        assert headers_are_private(client.get(page_of(link)))
        assert headers_are_private(client.post(renewal_of(link)))
    assert headers_are_private(client.get("/l/unknown/"))


def test_a_wrong_signature(client: Client, link: PersonalLink) -> None:
    secret, signature = link.token.split(".")
    for token in (
        secret,
        f"{secret}.{signature[:-1]}",
        f"{secret}.{signature[::-1]}",
        f".{signature}",
        "x",
        "é",
    ):
        assert client.get(f"/l/{token}/").status_code == 404
    assert not done


def test_anothers_signature(client: Client, link: PersonalLink, bo: Person) -> None:
    other = a_link(bo)
    token = f"{other.token.split('.')[0]}.{link.token.split('.')[1]}"
    assert client.get(f"/l/{token}/").status_code == 404


def test_one_link_one_person(client: Client, link: PersonalLink, bo: Person) -> None:
    assert "Bo" in client.get(page_of(a_link(bo))).content.decode()
    assert "Anna" in client.get(page_of(link)).content.decode()


def test_too_many_guesses(client: Client, link: PersonalLink) -> None:
    answers = [client.get(f"/l/guess-{n}/").status_code for n in range(32)]
    assert answers == [404] * 30 + [429] * 2
    assert client.get(page_of(link)).status_code == 200, "who has a right one is let in all the same"


def test_it_ends_and_a_new_one_can_be_mailed(client: Client, link: PersonalLink) -> None:
    with after(61):
        page = client.get(page_of(link))
        assert page.status_code == 410
        assert "Länken" in page.content.decode() or "The link has ended" in page.content.decode()
        assert client.post(page_of(link)).status_code == 410
        assert not done
        thanks = client.post(renewal_of(link))
        assert thanks.status_code == 200
        assert "anna@example.org" not in thanks.content.decode(), "who found the link learns nothing"
        letter = Message.objects.get()
        assert letter.to_address == "anna@example.org"
        new = PersonalLink.objects.latest("pk")
        assert new.address() in letter.text
        assert client.get(page_of(new)).status_code == 200
        assert Entry.objects.about(link.person).get().what == "link.renewed"


def test_asking_twice_for_a_new_link(client: Client, link: PersonalLink) -> None:
    with after(61):
        first, second = client.post(renewal_of(link)), client.post(renewal_of(link))
        assert (first.status_code, second.status_code) == (200, 200)
        assert Message.objects.count() == 1
    with after(62):
        client.post(renewal_of(link))
        assert Message.objects.count() == 2


def test_asking_for_new_links_without_end(client: Client, link: PersonalLink) -> None:
    with after(61):
        answers = [client.post(renewal_of(link)).status_code for _time in range(11)]
    assert answers == [200] * 10 + [429]


def test_a_running_link_is_not_renewed(client: Client, link: PersonalLink) -> None:
    assert client.post(renewal_of(link)).headers["Location"] == page_of(link)
    assert not Message.objects.exists()


def test_a_task_that_mails_no_new_links(client: Client, anna: Person) -> None:
    link = a_link(anna, "test.careless")
    with after(61):
        page = client.get(page_of(link))
        assert page.status_code == 410
        assert renewal_of(link) not in page.content.decode()
        assert client.post(renewal_of(link)).status_code == 410


def test_revoked(client: Client, link: PersonalLink, bo: Person) -> None:
    assert link.person.organisation
    other = a_link(bo)
    assert revoke("test.task", link.person.organisation, by=bo, at=clock.now(), person=link.person) == 1
    page = client.get(page_of(link))
    assert page.status_code == 410
    assert renewal_of(link) not in page.content.decode()
    assert client.post(page_of(link)).status_code == 410
    assert client.post(renewal_of(link)).status_code == 410
    assert client.get(page_of(other)).status_code == 200
    entry = Entry.objects.about(link.person).get()
    assert (entry.what, entry.by) == ("link.revoked", bo.pk)
    assert revoke("test.task", link.person.organisation, by=bo, at=clock.now()) == 1
    assert revoke("test.task", link.person.organisation, by=bo, at=clock.now()) == 0
    assert client.get(page_of(other)).status_code == 410


def test_a_link_to_a_task_that_there_no_longer_is(client: Client, anna: Person) -> None:
    assert client.get(page_of(a_link(anna, "test.of_old"))).status_code == 410


def test_it_opens_for_the_same_human_under_another_number(
    client: Client, link: PersonalLink, bo: Person
) -> None:
    link.person.merged_into = bo
    link.person.save()
    assert client.get(page_of(link)).content.decode().startswith("Bo in")


def test_the_page_is_in_the_mails_language_until_another_is_chosen(
    client: Client, link: PersonalLink
) -> None:
    page = client.get(page_of(link), headers={"Accept-Language": "da"})
    assert page.content.decode() == "Anna in sv"
    assert page.headers["Content-Language"] == "sv"
    client.post(reverse("set_language"), {"language": "en"})
    assert client.get(page_of(link)).content.decode() == "Anna in en"


def test_it_says_nothing_of_who_signed_in(client: Client, link: PersonalLink, bo: Person) -> None:
    """Whoever is signed in as somebody else still acts as the link's person there."""
    from .conftest import sign_in

    sign_in(client, bo)
    assert "Anna" in client.get(page_of(link)).content.decode()


def test_no_log_learns_the_address(link: PersonalLink, caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(HideTokens())
    with caplog.at_level(logging.DEBUG):
        Client().get("/l/unknown-token/")
        Client(raise_request_exception=False).put(page_of(link))
        Client(enforce_csrf_checks=True).post(page_of(link))
    assert "/l/…/" in caplog.text
    assert link.token not in caplog.text
    assert "unknown-token" not in caplog.text
