from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "armkrok.journal"
    label = "journal"
