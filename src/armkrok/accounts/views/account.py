"""One's own account: how to sign in, where one is signed in, and in which language mails come."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from armkrok.journal import clock
from armkrok.ui.access import signed_in

from .. import sessions
from ..choosing import choose_language
from ..forms import LanguageForm
from ..who import this_person


@signed_in
@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    return _page(request, LanguageForm(initial={"language": this_person(request).language}))


@signed_in
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    person = this_person(request)
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    choose_language(person, form.cleaned_data["language"], at=clock.now())
    messages.success(request, _("Saved."))
    return redirect("accounts:account")


@signed_in
@require_POST
def session_ending(request: HttpRequest, number: int) -> HttpResponse:
    person = this_person(request)
    if not sessions.end(person, by=person, at=clock.now(), only=number):
        raise Http404
    messages.success(request, _("Signed out there."))
    return redirect("accounts:account")


@signed_in
@require_POST
def other_sessions_ending(request: HttpRequest) -> HttpResponse:
    person = this_person(request)
    sessions.end(person, by=person, at=clock.now(), but=request.session.session_key)
    messages.success(request, _("You are signed in here only."))
    return redirect("accounts:account")


def _page(request: HttpRequest, form: LanguageForm, status: int = 200) -> HttpResponse:
    page = {
        "person": this_person(request),
        "form": form,
        "passkeys": Authenticator.objects.filter(user_id=request.user.pk).order_by("created_at"),
        "sessions": sessions.of(request.user.pk, request.session.session_key),
    }
    return render(request, "accounts/account.html", page, status=status)
