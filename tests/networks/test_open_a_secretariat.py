"""The first thing in a new installation: `manage.py open_secretariat`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from armkrok.directory.models import Organisation, Person
from armkrok.journal.models import Entry
from armkrok.networks.models import Role, Team
from armkrok.networks.standing import is_staff

pytestmark = pytest.mark.django_db


def open_secretariat(**more: str) -> str:
    out = StringIO()
    options = {
        "organisation": "Region Skåne",
        "kind": "region",
        "country": "SE",
        "area": "SE-12",
        "team": "Kultur",
        "team_email": "kultur@example.org",
        "person": "Kulturstrateg",
        "email": "strateg@example.org",
    }
    call_command("open_secretariat", stdout=out, **(options | more))
    return out.getvalue()


def test_the_first_of_the_staff_can_sign_in() -> None:
    """K3"""
    assert "Kulturstrateg works in Region Skåne · Kultur" in open_secretariat()
    person = Person.objects.get(email="strateg@example.org")
    assert is_staff(person)
    assert person.organisation == Organisation.objects.get(name="Region Skåne", area="SE-12")
    assert {e.what for e in Entry.objects.all()} == {
        "organisation.added",
        "team.opened",
        "person.added",
        "role.given",
    }


def test_run_twice_it_changes_nothing() -> None:
    open_secretariat()
    before = Entry.objects.count()
    open_secretariat()
    assert Entry.objects.count() == before
    assert (Team.objects.count(), Role.objects.count(), Organisation.objects.count()) == (1, 1, 1)


def test_a_second_person_joins_the_same_team() -> None:
    open_secretariat()
    open_secretariat(person="Kollega", email="kollega@example.org")
    assert Team.objects.get().roles.count() == 2


@pytest.mark.parametrize("wrong", [{"email": "nobody"}, {"team_email": "nobody"}])
def test_a_wrong_address_is_said_and_nothing_is_left(wrong: dict[str, str]) -> None:
    with pytest.raises(CommandError):
        open_secretariat(**wrong)
    assert not Organisation.objects.exists()


def test_the_address_of_somebody_elsewhere_is_refused() -> None:
    open_secretariat()
    with pytest.raises(CommandError, match="has this address"):
        open_secretariat(organisation="KL", kind="municipal_association", country="DK", area="")
    assert not Organisation.objects.filter(name="KL").exists()
