from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "armkrok.demo"
    label = "demo"
