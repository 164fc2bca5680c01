from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "armkrok.ui"
    label = "ui"
