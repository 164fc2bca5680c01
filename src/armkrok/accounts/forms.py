import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, LoginForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person
from armkrok.journal import clock

from . import letters
from .limits import limited, with_computer
from .models import User


class SignInForm(LoginForm):
    """An address, known or not: everything that the visitor can see or time is the same."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.EmailField(
            label=_("E-mail address"),
            help_text=_("The one that your network's secretariat writes to."),
            widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        )

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        address = self.cleaned_data["login"]
        here = with_computer(request, address.lower())
        limited(request, "accounts.code.here", settings.CODES_PER_ADDRESS_AND_COMPUTER, key=here)
        limited(request, "accounts.code", settings.CODES_PER_ADDRESS, key=address.lower())
        person = Person.objects.with_email(address)
        self.user = User.objects.for_person(person) if person else None
        if self.user is None:
            letters.pretend_to_mail_code(address, at=clock.now())
        return super().login(request, redirect_url)


class CodeForm(ConfirmLoginCodeForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "code",
                "autofocus": True,
            }
        ),
    )


@contextmanager
def _only_what_devices_say() -> Iterator[None]:
    """allauth and its library expect an answer in good form. What anybody can post in its place is refused alike."""
    try:
        yield
    except (LookupError, AttributeError, TypeError, ValueError, struct.error) as error:
        raise get_adapter().validation_error("incorrect_code") from error


class PasskeySignInForm(LoginWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        with _only_what_devices_say():
            return super().clean_credential()


class PasskeyForm(AddWebAuthnForm):
    """A new passkey. It always opens the account alone, so allauth's question about that isn't asked."""

    passwordless = None
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        required=False,
        help_text=_("What you call the device or the key, so that you can tell them apart."),
    )

    def clean(self) -> dict[str, Any]:
        with _only_what_devices_say():
            return super().clean()


class PasskeyNameForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Name"), max_length=60)


NETWORKS_LANGUAGE = "network"


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Language of mails to me"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (for the type checker)
        field.choices = [
            (NETWORKS_LANGUAGE, _("The language of the network that writes")),
            *settings.LANGUAGES,
        ]

    def clean_language(self) -> str:
        chosen: str = self.cleaned_data["language"]
        return "" if chosen == NETWORKS_LANGUAGE else chosen
