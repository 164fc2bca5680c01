"""The first thing in a new installation: who calls the networks, and who signs in first.

    manage.py open_secretariat --organisation "Region Skåne" --kind region --country SE --area SE-12 \\
        --team "Kultur" --team-email kultur@example.org --person "Name" --email name@example.org

Run again it changes nothing; with another person, they work in the team from today.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from armkrok.directory.editing import EditRefusal, add_organisation
from armkrok.directory.models import Kind, Organisation
from armkrok.directory.models.organisation import Country
from armkrok.journal import clock
from armkrok.networks import opening
from armkrok.networks.rules import Refusal


class Command(BaseCommand):
    help = (
        "Opens a secretariat: the organisation that calls networks, its team, and somebody who can sign in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", required=True, metavar="NAME")
        parser.add_argument("--kind", required=True, choices=Kind.values)
        parser.add_argument("--country", required=True, choices=Country.values)
        parser.add_argument(
            "--area", default="", metavar="CODE", help="The organisation's county, such as SE-12."
        )
        parser.add_argument("--team", required=True, metavar="NAME")
        parser.add_argument("--team-email", required=True, metavar="ADDRESS")
        parser.add_argument("--person", required=True, metavar="NAME")
        parser.add_argument("--email", required=True, metavar="ADDRESS")
        parser.add_argument("--title", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        try:
            validate_email(options["team_email"])
            validate_email(options["email"])
            with transaction.atomic():
                organisation = self._organisation(options)
                team = opening.open_team(organisation, options["team"], options["team_email"], by=None, at=at)
                role = opening.take_on(
                    team,
                    name=options["person"],
                    email=options["email"],
                    title=options["title"],
                    by=None,
                    at=at,
                )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except (EditRefusal, Refusal) as no:
            raise CommandError(str(no)) from no
        self.stdout.write(f"{role.person.name} works in {team} and can sign in with {role.person.email}.")

    def _organisation(self, options: dict[str, Any]) -> Organisation:
        known = Organisation.objects.standing().filter(
            name__iexact=options["organisation"], kind=options["kind"], country=options["country"]
        )
        values = {
            "name": options["organisation"],
            "kind": options["kind"],
            "country": options["country"],
            "area": options["area"],
        }
        return known.first() or add_organisation(values, by=None, at=clock.now())
