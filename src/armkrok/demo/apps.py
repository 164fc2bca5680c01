from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    name = "armkrok.demo"
    label = "demo"

    def ready(self) -> None:
        from armkrok.journal.models import declare

        declare({"demo.built": _("built the demo")})
