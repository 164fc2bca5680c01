from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "armkrok.mail"
    label = "mail"
