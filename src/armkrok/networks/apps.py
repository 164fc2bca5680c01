from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "armkrok.networks"
    label = "networks"
