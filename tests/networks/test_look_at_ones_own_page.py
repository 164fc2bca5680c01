"""One's own page and the teams page grow without more queries."""

from typing import Any

from django.test import Client

from armkrok.directory.models import Organisation
from armkrok.networks.models import Appointment, Enrolment, Role, State, Team
from tests.world import World


def queries(client: Client, path: str, counting: Any) -> int:
    client.get(path)
    with counting(20) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_whoever_speaks_for_three_hundred_waits_no_longer(
    world: World, client: Client, django_assert_max_num_queries: Any
) -> None:
    """Quality, "Speed": the same number of queries with one row and with three hundred."""
    person = world.people["coordinator"]
    desk = world.sign_in(client, "coordinator")
    few = queries(desk, "/me/", django_assert_max_num_queries)
    places = Organisation.objects.bulk_create(
        Organisation(name=f"K{n:03}", kind="municipality", country="DK", code=f"9{n:03}") for n in range(299)
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            network=world.network,
            organisation=place,
            state=State.ACTIVE,
            applicant=person,
            applied_at=world.now,
            starts_on=world.now.date(),
        )
        for place in places
    )
    Appointment.objects.bulk_create(
        Appointment(
            enrolment=enrolment,
            network=world.network,
            organisation=enrolment.organisation,
            person=person,
            nominated_by=person,
            asked_at=world.now,
            confirmed_at=world.now,
            from_on=world.now.date(),
        )
        for enrolment in enrolments
    )
    assert queries(desk, "/me/", django_assert_max_num_queries) == few


def test_three_hundred_teams(world: World, client: Client, django_assert_max_num_queries: Any) -> None:
    desk = world.sign_in(client, "secretary")
    few = queries(desk, "/teams/", django_assert_max_num_queries)
    teams = Team.objects.bulk_create(
        Team(organisation=world.kl, name=f"T{n}", email="t@example.org") for n in range(299)
    )
    Role.objects.bulk_create(
        Role(person=world.people["secretary"], team=team, from_on=world.now.date()) for team in teams
    )
    assert queries(desk, "/teams/", django_assert_max_num_queries) == few
