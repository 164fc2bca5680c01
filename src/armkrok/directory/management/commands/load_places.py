"""Take over the lists of municipalities and stations: `manage.py load_places`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from armkrok.directory.loading import DATA, Tally, load
from armkrok.directory.place_files import BrokenFiles
from armkrok.journal.clock import now


class Command(BaseCommand):
    help = "Loads municipalities and railway stations. Run it again whenever a file has changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stations", type=Path, default=DATA / "stations.csv", metavar="FILE")
        parser.add_argument(
            "--municipalities", type=Path, default=DATA / "municipalities.csv", metavar="FILE"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load(
                stations=options["stations"], municipalities=options["municipalities"], by=None, at=now()
            )
        except BrokenFiles as broken:
            for fault in broken.faults:
                self.stderr.write(str(fault))
            raise CommandError(
                f"Nothing was loaded. Please mend what is wrong ({len(broken.faults)})."
            ) from None
        self._tell("Stations", loaded.stations)
        self._tell("Municipalities", loaded.municipalities)
        self.stdout.write(f"Distances to the nearest station worked out anew: {loaded.distances}")
        for name in loaded.merged:
            self.stdout.write(f"Left alone, since it was merged into another: {name}")

    def _tell(self, what: str, tally: Tally) -> None:
        self.stdout.write(
            f"{what}: {tally.added} added, {tally.changed} changed, {tally.unchanged} as they were"
        )
        for name in tally.gone:
            self.stdout.write(f"No longer in the file, and kept: {name}")
