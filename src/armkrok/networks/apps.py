from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "armkrok.networks"
    label = "networks"

    def ready(self) -> None:
        from armkrok.journal.models import declare

        from .history import WORDS
        from .views import personal  # noqa: F401 (registers what personal links open)

        declare(WORDS)
