from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "armkrok.directory"
    label = "directory"

    def ready(self) -> None:
        from armkrok.journal.models import declare

        from .history import WORDS

        declare(WORDS)
