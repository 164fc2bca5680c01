"""The demo world: `manage.py demo --today 2027-06-01`."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from armkrok.demo.cast import CAST
from armkrok.demo.world import build, built_for
from armkrok.journal import clock


class Command(BaseCommand):
    help = "Builds the demo world as it is on a date: the given one, the demo's clock, or today."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", type=dt.date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument(
            "--keep", action="store_true", help="do nothing when there is a demo world already"
        )
        parser.add_argument("--who", action="store_true", help="only say whom one can step in as")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["who"]:
            self._say_who()
            return
        today = options["today"] or settings.DEMO_TODAY or clock.today()
        there = built_for()
        if there and not options["keep"]:
            raise CommandError(f"There is a demo world already, built for {there}. {_anew()}")
        if there:
            self._compare(there)
            return
        self.stdout.write(f"Building the demo for {today} ...")
        build(today)
        self.stdout.write("The demo is there.")

    def _compare(self, there: dt.date) -> None:
        """A world that was built for another date goes on, and its clock may look odd."""
        asked = settings.DEMO_TODAY
        if asked and asked != there:
            self.stdout.write(
                f"Note: the demo that is kept was built for {there}, and its clock now says {asked}. {_anew()}"
            )
        elif not asked and there > clock.today():
            self.stdout.write(
                f"Note: the demo that is kept was built for {there}, which is still to come. "
                f"Start it with ARMKROK_DEMO_TODAY={there}. {_anew()}"
            )

    def _say_who(self) -> None:
        self.stdout.write("Step in from the bar at the top of each page as:")
        for member in CAST.values():
            self.stdout.write(f"  {member.name:<22} {member.what}")


def _anew() -> str:
    return f"To start anew, stop it and remove the data: rm -r {settings.DATA_DIR}"
