from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "armkrok.web"
    label = "web"
