"""The same person was in the directory twice, and can perhaps sign in as both."""

import pytest
from django.test import Client

from armkrok.accounts.models import PersonalLink, User
from armkrok.directory.merging import MergeRefusal, merge_people
from armkrok.directory.models import Department, Organisation, Person
from armkrok.journal.models import Entry

from .conftest import AT, make_person, sign_in


@pytest.fixture
def double(bastad: Organisation) -> Person:
    department = Department.objects.create(organisation=bastad, name="Kultur")
    return make_person(
        "K. Koordinator",
        email="k.k@bastad.example",
        phone="+46 1",
        organisation=bastad,
        department=department,
    )


def test_what_points_to_the_one_points_to_the_other(
    double: Person, coordinator: Person, secretary: Person
) -> None:
    link = PersonalLink.objects.make("some.task", double, double, at=AT)
    survivor = merge_people(double, coordinator, by=secretary, at=AT, why="Married.")
    survivor.refresh_from_db()
    link.refresh_from_db()
    assert link.person == survivor
    assert (survivor.email, survivor.phone) == ("karin@bastad.example", "+46 1")
    assert survivor.department is None  # it had an organisation: the department isn't taken by itself
    entry = Entry.objects.get()
    assert entry.what == "person.merged"
    assert entry.details["moved"] == {"accounts.personallink": 1}


def test_an_address_is_taken_over_where_there_was_none(double: Person, secretary: Person) -> None:
    bare = make_person("Karin")
    survivor = merge_people(double, bare, by=secretary, at=AT, why="The same.")
    survivor.refresh_from_db()
    assert survivor.email == "k.k@bastad.example"
    assert survivor.department is not None
    assert Person.objects.with_email("k.k@bastad.example") == survivor


def test_both_could_sign_in_and_one_way_stays(double: Person, coordinator: Person, secretary: Person) -> None:
    as_double, as_coordinator = sign_in(double), sign_in(coordinator)
    merge_people(double, coordinator, by=secretary, at=AT, why="The same.")
    assert [user.person for user in User.objects.exclude(person=secretary)] == [coordinator]
    address = coordinator.organisation.get_absolute_url()  # type: ignore[union-attr]
    assert as_double.get(address).status_code == 302  # the old session is nobody's now
    assert as_coordinator.get(address).status_code == 200
    assert Entry.objects.get().details["dropped"] == ["accounts.user"]


def test_only_the_loser_could_sign_in(double: Person, coordinator: Person, secretary: Person) -> None:
    User.objects.for_person(double)
    merge_people(double, coordinator, by=secretary, at=AT, why="The same.")
    assert User.objects.get().person == coordinator


def test_refused_with_itself_and_in_a_circle(double: Person, coordinator: Person, secretary: Person) -> None:
    with pytest.raises(MergeRefusal):
        merge_people(double, double, by=secretary, at=AT, why="x")
    merge_people(double, coordinator, by=secretary, at=AT, why="x")
    with pytest.raises(MergeRefusal):
        merge_people(coordinator, double, by=secretary, at=AT, why="x")
    assert merge_people(double, coordinator, by=secretary, at=AT, why="x") == coordinator
    assert Entry.objects.count() == 1


def test_the_page_says_what_ends(office: Client, double: Person, coordinator: Person) -> None:
    User.objects.for_person(double)
    User.objects.for_person(coordinator)
    page = office.get(f"/people/{double.pk}/merging/?other={coordinator.pk}").content.decode()
    assert "only one can be kept" in page
    response = office.post(f"/people/{double.pk}/merging/", {"other": coordinator.pk, "why": "Married."})
    assert response["Location"] == coordinator.get_absolute_url()
    assert office.get(double.get_absolute_url())["Location"] == coordinator.get_absolute_url()


def test_namesakes_are_proposed(office: Client, double: Person) -> None:
    other = make_person("K. Koordinator")
    page = office.get(f"/people/{double.pk}/merging/").content.decode()
    assert f"?other={other.pk}" in page
