from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from armkrok.ui import catalogues


class Command(BaseCommand):
    help = "Gather the interface's texts into the catalogues; with --check, say what is missing and change nothing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            for language in catalogues.LANGUAGES:
                catalogue = catalogues.gather(language)
                missing = sum(1 for m in catalogue if m.id and not m.string)
                self.stdout.write(f"{language}: {len(catalogue)} texts, {missing} to translate")
            return
        faults = {language: catalogues.faults(language) for language in catalogues.LANGUAGES}
        for language, found in faults.items():
            for fault in found:
                self.stderr.write(f"{language}: {fault}")
        if any(faults.values()):
            raise CommandError(f"{sum(map(len, faults.values()))} faults in the translations")
        self.stdout.write("Every text is there in every language.")
