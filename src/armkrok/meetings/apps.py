from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "armkrok.meetings"
    label = "meetings"

    def ready(self) -> None:
        from armkrok.journal.models import declare

        from . import answering  # noqa: F401 (answers what networks asks)
        from .history import WORDS
        from .views.personal import actions, afterwards, companions, guests, hosts, seats  # noqa: F401 (registers what links open)

        declare(WORDS)
