"""The pages of allauth that we use, under the names that it knows them by. What isn't here can't be reached."""

from django.urls import path

from .views import passkeys, sign_in

urlpatterns = [
    # allauth leads here whoever lost their way to the page of the code.
    path("sign-in/", sign_in.sign_in, name="account_request_login_code"),
    path("sign-in/", sign_in.sign_in, name="account_login"),
    path("sign-in/code/", sign_in.code, name="account_confirm_login_code"),
    path("sign-in/passkey/", passkeys.sign_in, name="mfa_login_webauthn"),
    path("sign-in/again/", sign_in.sign_in_again, name="account_reauthenticate"),
    path("sign-out/", sign_in.sign_out, name="account_logout"),
    path("account/passkeys/new/", sign_in.fresh(passkeys.addition), name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/", sign_in.fresh(passkeys.name), name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/removal/", sign_in.fresh(passkeys.removal), name="mfa_remove_webauthn"),
]
