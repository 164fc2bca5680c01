from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "armkrok.billing"
    label = "billing"

    def ready(self) -> None:
        from armkrok.journal.models import declare

        from . import answering  # noqa: F401 (answers what lower packages ask)
        from .history import WORDS
        from .views.personal import invoicing, papers  # noqa: F401 (registers what links open)

        declare(WORDS)
