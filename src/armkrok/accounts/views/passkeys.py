"""allauth's pages for passkeys. Ours always open the account alone, and adding or removing one is in the journal."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views
from allauth.mfa.webauthn.internal import auth
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.views.generic.edit import FormView

from armkrok.journal import clock
from armkrok.journal.models import record

from .. import letters
from ..who import this_person

ACCOUNT = reverse_lazy("accounts:account")


def _note(request: HttpRequest, what: str, name: str) -> None:
    person, at = this_person(request), clock.now()
    record(what, [person], by=person, at=at)
    letters.tell_of_passkey(person, name, added=what == "passkey.added", at=at)


class Addition(views.AddWebAuthnView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Not allauth's own: that would begin with a key that needs a password beside it.
        page = FormView.get_context_data(self, **kwargs)
        return page | {"js_data": auth.begin_registration(self.request.user, passwordless=True)}

    @transaction.atomic
    def form_valid(self, form: BaseForm) -> HttpResponse:
        response = super().form_valid(form)
        _note(self.request, "passkey.added", form.cleaned_data["name"])
        return response

    def get_success_url(self) -> str:
        return reverse("accounts:account")


class Name(views.EditWebAuthnView):
    success_url = ACCOUNT


class Removal(views.RemoveWebAuthnView):
    success_url = ACCOUNT
    object: Authenticator

    @transaction.atomic
    def form_valid(self, form: BaseForm) -> HttpResponse:
        name = str(self.object)
        response = super().form_valid(form)
        _note(self.request, "passkey.removed", name)
        return response


addition = Addition.as_view()
name = Name.as_view()
removal = Removal.as_view()
sign_in = views.login_webauthn
