"""Who a session belongs to, fetched with everything that every page asks of them."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from .models import User


class SignInBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        user = User.objects.select_related("person__organisation").filter(pk=user_id).first()
        return user if user and user.is_active else None

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Being signed in permits nothing by itself."""
        return False
