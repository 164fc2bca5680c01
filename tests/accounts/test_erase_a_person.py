"""What sign-in knows of a person: shown to them on demand, erased by decision."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from armkrok.accounts import personal_data
from armkrok.accounts.models import PersonalLink, User
from armkrok.directory.models import Person
from armkrok.journal import clock

from .conftest import FIREFOX, is_signed_in, sign_in


def test_what_somebody_may_have_of_us(client: Client, anna: Person, bo: Person) -> None:
    assert anna.organisation
    sign_in(client, anna, **{"User-Agent": FIREFOX})
    PersonalLink.objects.make("test.task", anna, anna.organisation, at=clock.now())
    Authenticator.objects.create(user=User.objects.get(), type="webauthn", data={"name": "Telephone"})
    told = personal_data.export(anna)
    assert told["last signed in"]
    assert told["passkeys"][0]["name"] == "Telephone"
    assert told["signed in"][0]["device"] == "Firefox on Linux"
    assert told["personal links"][0]["task"] == "test.task"
    assert personal_data.export(bo) == {
        "last signed in": None,
        "passkeys": [],
        "signed in": [],
        "personal links": [],
    }


def test_erasing_somebody(client: Client, anna: Person, bo: Person) -> None:
    assert anna.organisation
    other = sign_in(Client(), bo)
    sign_in(client, anna)
    link = PersonalLink.objects.make("test.task", anna, anna.organisation, at=clock.now())
    personal_data.erase(anna, at=clock.now())
    assert not is_signed_in(client)
    assert is_signed_in(other)
    assert not User.objects.filter(person=anna).exists()
    assert client.get(f"/l/{link.token}/").status_code == 404
    assert (
        UserSession.objects.count() == Session.objects.filter(session_key=other.session.session_key).count()
    )
    personal_data.erase(anna, at=clock.now())
