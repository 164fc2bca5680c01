from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "armkrok.accounts"
    label = "accounts"

    def ready(self) -> None:
        from armkrok.journal.models import declare

        from .history import WORDS

        declare(WORDS)
