"""The people of these tests: a secretary, a coordinator in Båstad, and an outsider."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from armkrok.accounts.models import User
from armkrok.directory.models import Organisation, Person

AT = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _standing(settings: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = ["tests.directory.standing.Standing"]


def make_organisation(name: str, **values: Any) -> Organisation:
    organisation = Organisation(**{"kind": "municipality", "country": "SE", "name": name} | values)
    organisation.write_search_text()
    organisation.save()
    return organisation


def make_person(name: str, **values: Any) -> Person:
    person = Person(name=name, **values)
    person.write_search_text()
    person.save()
    return person


def sign_in(person: Person) -> Client:
    client = Client()
    client.force_login(User.objects.for_person(person))
    return client


@pytest.fixture
def bastad(db: None) -> Organisation:
    return make_organisation("Båstad", code="1278", area="SE-12", area_name="Skåne län")


@pytest.fixture
def secretary(db: None) -> Person:
    return make_person("Sonja Sekreterare", email="sonja@skane.example", title="Secretary")


@pytest.fixture
def office(secretary: Person) -> Client:
    """A browser in which the secretary has signed in."""
    return sign_in(secretary)


@pytest.fixture
def coordinator(bastad: Organisation) -> Person:
    return make_person(
        "Karin Koordinator", email="karin@bastad.example", title="Coordinator", organisation=bastad
    )


@pytest.fixture
def outsider(db: None) -> Person:
    return make_person("Olof Outsider", email="olof@elsewhere.example")
