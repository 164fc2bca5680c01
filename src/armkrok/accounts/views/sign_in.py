"""allauth's pages for signing in, in our frame and behind our limits."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.account.internal.flows.logout import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from armkrok.ui.access import View, signed_in

from ..limits import limited
from ..who import signed_in_freshly

sign_in = account.login
sign_out = require_POST(account.logout)


def code(request: HttpRequest) -> HttpResponse:
    """Three wrong codes end one attempt (ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS); this ends many attempts in a row."""
    if request.method == "POST":
        limited(request, "accounts.code.try", "30/10m/ip")
    return account.confirm_login_code(request)


def fresh(view: Callable[..., HttpResponse]) -> View:
    """For what opens the account to others: whoever signed in long ago is asked to do it again first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not signed_in_freshly(request):
            return redirect_to_login(request.get_full_path(), reverse("account_reauthenticate"))
        return view(request, *args, **kwargs)

    return signed_in(guarded)


@signed_in
@never_cache
def sign_in_again(request: HttpRequest) -> HttpResponse:
    goal = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(goal, allowed_hosts=None):
        goal = reverse("accounts:account")
    if request.method != "POST":
        return render(request, "account/reauthenticate.html", {"goal": goal})
    logout(request, show_message=False)
    return redirect_to_login(goal)
