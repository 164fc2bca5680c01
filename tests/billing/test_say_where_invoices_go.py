"""A member is asked for what an invoice needs and says it; nothing is ever guessed (decision 8)."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from armkrok.accounts.models import PersonalLink
from armkrok.billing import asking
from armkrok.billing.models import InvoicingQuestion
from armkrok.billing.rules import Refusal
from armkrok.billing.rules.invoicing import as_kept, faults
from armkrok.directory.models import Person
from armkrok.journal.models import Entry
from armkrok.networks import opening
from armkrok.networks.contacting import Invoicing
from armkrok.networks.models import Enrolment, Network
from tests.billing.money_in import an_issuer
from tests.billing.priced import a_fee
from tests.world import NOW, World

FINANCE = "finance@example.org"
GLN, OTHER_GLN, WRONG = "9520000000004", "9520000000011", "9520000000005"
GOOD = {
    "e_address_scheme": "0088",
    "e_address": GLN,
    "buyer_reference": "Anne, 4711",
    "finance_name": "Fakturateam",
    "finance_email": FINANCE,
}


def keep(world: World, **values: Any) -> Enrolment:
    Enrolment.objects.filter(pk=world.enrolment.pk).update(**values)
    return Enrolment.objects.select_related("network", "organisation").get(pk=world.enrolment.pk)


@pytest.fixture
def enrolment(world: World) -> Enrolment:
    """Svendborg gave a wrong number when it enrolled, and no reference."""
    world.person("finance", "Fakturateam", world.organisations["Svendborg"])
    return keep(
        world,
        finance_name="Fakturateam",
        finance_email=FINANCE,
        e_address_scheme="0088",
        e_address=WRONG,
    )


def page_of(enrolment: Enrolment, name: str = "invoicing") -> str:
    return reverse(f"billing:{name}", args=[enrolment.network.slug, enrolment.pk])


def ask(world: World, enrolment: Enrolment, at: dt.datetime = NOW) -> InvoicingQuestion:
    return asking.ask(enrolment, by=world.people["secretary"], at=at)


def of_another_team(world: World) -> Person:
    """Works for those who send the invoices, and not for those who run the network."""
    schools = opening.open_team(world.kl, "Skole", "skole@kl.example.org", by=None, at=NOW)
    teacher = world.person("teacher", "Skolekonsulent, KL", world.kl)
    opening.give_role(teacher, schools, by=None, at=NOW - dt.timedelta(days=10))
    return teacher


def test_another_team_of_those_who_send_the_invoices_asks_and_writes_it_in(
    world: World, enrolment: Enrolment, client: Client
) -> None:
    """Decision 30: invoices are the organisation's, whichever of its teams runs the network."""
    a_fee(world)
    an_issuer(world)
    teacher = of_another_team(world)
    world.sign_in(client, "teacher")
    for page in ("/today/", reverse("billing:due", args=[world.kl.pk]), page_of(enrolment)):
        said = client.get(page).text
        assert page_of(enrolment, "invoicing_question") in said
        for link in re.findall(r'href="(/networks/[^"]+)"', said):
            assert client.get(link).status_code == 200, link
    assert client.post(page_of(enrolment, "invoicing_question")).status_code == 302
    assert InvoicingQuestion.objects.get().asked_by == teacher
    assert client.post(page_of(enrolment), GOOD).status_code == 302
    Network.objects.update(invoicer=world.organisations["BKF"])
    for page in ("invoicing", "invoicing_question", "member_invoices"):
        assert client.post(page_of(enrolment, page)).status_code in (404, 405)
        assert client.get(page_of(enrolment, page)).status_code in (404, 405)


@pytest.mark.parametrize("state", ["applied", "asked", "approved", "refused"])
def test_another_team_of_those_who_send_the_invoices_sees_no_application(
    world: World, client: Client, state: str
) -> None:
    """Decision 30: only who is or was a member."""
    an_issuer(world)
    of_another_team(world)
    Enrolment.objects.filter(pk=world.application.pk).update(state=state)
    world.sign_in(client, "teacher")
    for page in ("invoicing", "member_invoices"):
        assert client.get(page_of(world.application, page)).status_code == 404
    assert client.post(page_of(world.application, "invoicing_question")).status_code == 404


def link_of(world: World, enrolment: Enrolment) -> str:
    question = ask(world, enrolment)
    return world.link(asking.TASK, question.person)


# --- rules ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scheme", "address", "kept"),
    [
        ("0088", "952 000-0000 004", GLN),
        ("0184", "DK 62 54 77 10", "62547710"),
        ("0007", "SE212000-0256", "2120000256"),
        ("0088", " letters ", "letters"),
        ("0088", "9520000000o04", "9520000000o04"),
        ("", " 1-2 ", "1-2"),
        ("0088", "٩٥٢٠", "٩٥٢٠"),
    ],
)
def test_what_people_write_between_the_digits_is_left_out_and_nothing_else(
    scheme: str, address: str, kept: str
) -> None:
    assert as_kept(scheme, address) == kept


@pytest.mark.parametrize(
    ("scheme", "address", "reference", "fields"),
    [
        ("0088", GLN, "Ref", []),
        ("0088", "952 0000 0000 04", "Ref", []),
        ("0088", WRONG, "Ref", ["e_address"]),
        ("0088", "", " ", ["e_address", "buyer_reference"]),
        ("", GLN, "Ref", ["e_address_scheme"]),
        ("", "", "", ["e_address", "buyer_reference"]),
        ("0212", "12345678", "Ref", ["e_address"]),
        ("0184", "DK6254771X", "Ref", ["e_address"]),
    ],
)
def test_what_stands_in_the_way(scheme: str, address: str, reference: str, fields: list[str]) -> None:
    assert [fault.field for fault in faults(scheme, address, reference)] == fields


# --- asking ---------------------------------------------------------------------------------------------------


def test_the_finance_contact_gets_a_letter_that_says_what_is_wrong_and_why(
    world: World, enrolment: Enrolment
) -> None:
    question = ask(world, enrolment)
    (letter,) = world.letters(FINANCE)
    for said in (WRONG, "check digit", "Your reference is missing", "sends the invoice back", "Svendborg"):
        assert said in letter.text
    assert PersonalLink.objects.get(task=asking.TASK).address() in letter.text
    assert letter.reply_to == world.team.email
    assert question.person.email == FINANCE
    entry = Entry.objects.get(what="invoicing.asked")
    assert entry.details == {"fields": ["buyer_reference", "e_address"]}


def test_asked_twice_on_a_day_it_is_asked_once(world: World, enrolment: Enrolment) -> None:
    assert ask(world, enrolment) == ask(world, enrolment, NOW + dt.timedelta(hours=3))
    assert ask(world, enrolment, NOW + dt.timedelta(days=1)) != InvoicingQuestion.objects.earliest("pk")
    first, second = world.letters(FINANCE)
    assert second.subject.startswith("Again")
    assert first.thread == second.thread


def test_without_a_finance_contact_the_professional_contact_is_asked_else_somebody_is_to_be_added(
    world: World, enrolment: Enrolment
) -> None:
    enrolment = keep(world, finance_email="", finance_name="")
    question = ask(world, enrolment)
    assert question.person == enrolment.professional_contact
    question.delete()
    enrolment = keep(world, professional_contact=None)
    with pytest.raises(Refusal, match="finance contact or a professional contact") as no:
        ask(world, enrolment)
    assert no.value.field == "finance_email"


def test_nothing_is_asked_where_nothing_is_missing_and_of_nobody_who_is_no_member(
    world: World, enrolment: Enrolment
) -> None:
    keep(world, e_address=GLN, buyer_reference="Anne")
    with pytest.raises(Refusal, match="Nothing is missing"):
        ask(world, enrolment)
    with pytest.raises(Refusal, match="isn't a member"):
        ask(world, world.application)


# --- saying it ------------------------------------------------------------------------------------------------


def test_what_is_given_is_kept_once_and_whoever_asked_is_told(world: World, enrolment: Enrolment) -> None:
    question = ask(world, enrolment)
    for _ in range(2):
        asking.give(
            enrolment, Invoicing(**GOOD | {"e_address": "952 0000 000 004"}), by=question.person, at=NOW
        )
    enrolment.refresh_from_db()
    question.refresh_from_db()
    assert (enrolment.e_address, enrolment.buyer_reference) == (GLN, "Anne, 4711")
    assert question.answered_at == NOW
    (entry,) = Entry.objects.filter(what="invoicing.given")
    assert entry.details == {"fields": ["buyer_reference", "e_address"]}
    told = [one for one in world.letters("secretary@example.org") if "where invoices go" in one.subject]
    assert len(told) == 1
    assert GLN not in told[0].text


def test_a_wrong_number_is_refused_here_and_nothing_changes(world: World, enrolment: Enrolment) -> None:
    with pytest.raises(Refusal, match="check digit") as no:
        asking.give(enrolment, Invoicing(**GOOD | {"e_address": WRONG}), by=world.people["secretary"], at=NOW)
    assert no.value.field == "e_address"
    enrolment.refresh_from_db()
    assert enrolment.buyer_reference == ""


def test_while_something_is_missing_the_question_stays_open(world: World, enrolment: Enrolment) -> None:
    question = ask(world, enrolment)
    given = Invoicing(**GOOD | {"buyer_reference": ""})
    asking.give(enrolment, given, by=world.people["secretary"], at=NOW)
    assert asking.open_questions([enrolment.pk]) == {enrolment.pk: question}


# --- behind the link ------------------------------------------------------------------------------------------


def test_the_link_shows_a_short_form_and_what_was_given(
    world: World, enrolment: Enrolment, client: Client
) -> None:
    link = link_of(world, enrolment)
    page = client.get(link).content.decode()
    assert "something is missing" in page
    assert "5798" in page  # where a Danish municipality finds its number
    answer = client.post(link, GOOD)
    assert (answer.status_code, answer["Location"]) == (302, link)
    page = client.get(link).content.decode()
    assert "whoever asked has been told" in page
    assert "All that an invoice needs is known" in page
    assert GLN in page
    assert "Anne, 4711" in page
    assert client.post(link, GOOD).status_code == 302
    assert "has been told" not in client.get(link).content.decode()  # nobody is a second time
    assert Entry.objects.filter(what="invoicing.given").count() == 1


def test_a_wrong_number_comes_back_beside_its_field_with_all_that_was_typed(
    world: World, enrolment: Enrolment, client: Client
) -> None:
    answer = client.post(link_of(world, enrolment), GOOD | {"e_address": WRONG, "buyer_reference": "Bo"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"e_address"}
    page = answer.content.decode()
    assert f'value="{WRONG}"' in page
    assert 'value="Bo"' in page
    enrolment.refresh_from_db()
    assert enrolment.buyer_reference == ""


def test_whoever_was_asked_leaves_nothing_empty(world: World, enrolment: Enrolment, client: Client) -> None:
    answer = client.post(link_of(world, enrolment), {})
    assert set(answer.context["form"].errors) == set(GOOD)


def test_the_directorys_address_is_offered_and_used_only_when_somebody_says_so(
    world: World, enrolment: Enrolment, client: Client
) -> None:
    organisation = enrolment.organisation
    organisation.e_address_scheme, organisation.e_address = "0088", OTHER_GLN
    organisation.save()
    link = link_of(world, enrolment)
    page = client.get(link).content.decode()
    assert OTHER_GLN in page
    assert f'value="{OTHER_GLN}"' not in page
    answer = client.post(link, {**GOOD, "e_address": "", "use": "directory"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f'value="{OTHER_GLN}"' in page
    assert 'value="Anne, 4711"' in page
    enrolment.refresh_from_db()
    assert enrolment.e_address == WRONG  # nothing is saved yet
    organisation.e_address = WRONG
    organisation.save()
    assert "Use this" not in client.get(link).content.decode()


def test_a_link_ends_after_60_days_and_a_new_one_can_be_had(
    world: World, enrolment: Enrolment, client: Client
) -> None:
    link = link_of(world, enrolment)
    with time_machine.travel(NOW + dt.timedelta(days=59)):
        assert client.get(link).status_code == 200
    with time_machine.travel(NOW + dt.timedelta(days=61)):
        assert client.get(link).status_code == 410
        assert client.post(f"{link}renewal/").status_code == 200
        assert len(world.letters(FINANCE)) == 2
        new = world.link(asking.TASK, InvoicingQuestion.objects.get().person)
        assert new != link
        assert client.get(new).status_code == 200


# --- the page -------------------------------------------------------------------------------------------------


def test_the_staff_ask_from_the_page_and_see_the_answer_come(
    world: World, enrolment: Enrolment, client: Client
) -> None:
    staff = world.sign_in(client, "secretary")
    page = staff.get(page_of(enrolment)).content.decode()
    assert "No invoice can go yet" in page
    assert "Ask Fakturateam" in page
    assert staff.post(page_of(enrolment, "invoicing_question")).status_code == 302
    page = staff.get(page_of(enrolment)).content.decode()
    assert "hasn't answered yet" in page
    assert "Ask Fakturateam" not in page
    assert staff.post(page_of(enrolment), GOOD).status_code == 302
    page = staff.get(page_of(enrolment)).content.decode()
    assert "All that an invoice needs is known" in page
    assert "asked where invoices are to be sent" in page
    assert "said where invoices are to be sent" in page


def test_who_speaks_for_the_member_says_it_too_but_does_not_ask(
    world: World, enrolment: Enrolment, client: Client
) -> None:
    member = world.sign_in(client, "coordinator")
    page = member.get(page_of(enrolment)).content.decode()
    assert "Ask Fakturateam" not in page
    assert member.post(page_of(enrolment, "invoicing_question")).status_code == 404
    assert (
        member.post(page_of(enrolment), GOOD | {"buyer_reference": ""}).status_code == 302
    )  # a part is a part
    assert member.post(page_of(enrolment), GOOD | {"e_address": WRONG}).status_code == 422
    enrolment.refresh_from_db()
    assert enrolment.e_address == GLN


def test_others_find_nothing_there(world: World, enrolment: Enrolment, client: Client) -> None:
    assert client.get(page_of(enrolment)).status_code == 302
    for key in ("outsider", "applicant", "facilitator"):
        other = world.sign_in(client, key)
        assert other.get(page_of(enrolment)).status_code == 404
        assert other.post(page_of(enrolment), GOOD).status_code == 404
        assert other.post(page_of(enrolment, "invoicing_question")).status_code == 404


def test_the_page_needs_few_queries_however_long_the_history(
    world: World, enrolment: Enrolment, client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(40):
        by = world.people["secretary" if number % 2 else "coordinator"]
        asking.give(enrolment, Invoicing(**GOOD | {"buyer_reference": str(number)}), by=by, at=NOW)
    staff = world.sign_in(client, "secretary")
    staff.get(page_of(enrolment))
    with django_assert_max_num_queries(20):
        staff.get(page_of(enrolment))
