"""What allauth asks of us. It does the signing in; we say who may, and how mails leave."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person
from armkrok.journal import clock

from . import devices, letters, sessions


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This isn't the code that we mailed. Please look again."),
        "too_many_login_attempts": _("The code was wrong too often. Please ask for a new one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        """A passkey is another way in and not a second lock: whoever loses the device still gets in with a code."""
        return ["allauth.account.stages.LoginByCodeStage"]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The only mail of allauth's that we send. It goes the way of all letters, through the outbox."""
        if template_prefix != "account/email/login_code":
            raise NotImplementedError(template_prefix)
        if person := Person.objects.with_email(email):
            letters.mail_code(person, context["code"], at=clock.now())

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        sessions.keep_little(request)
        return response

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        return redirect("account_login")


class PasskeyAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("The passkey didn't answer as it should. Please try again."),
    }

    def _get_site_name(self) -> str:
        return "Armkrok"

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        """What the device shows beside the key."""
        person = user.person  # type: ignore[attr-defined]
        known = super().get_public_key_credential_user_entity(user)
        return known | {"name": person.email, "display_name": person.name}

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:
        """A first suggestion: the device that one sits at is most often the one that keeps the key."""
        seen = devices.recognise(context.request.headers.get("User-Agent", ""))
        return devices.in_words(seen)
