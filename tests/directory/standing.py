"""Who may do what, as far as these tests go: the secretary everything, others see their own organisation."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from armkrok.accounts.models import User


class Standing(BaseBackend):
    def get_user(self, user_id: Any) -> User | None:
        return User.objects.select_related("person").filter(pk=user_id).first()

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not user_obj.is_authenticated:
            return False
        if user_obj.person.title == "Secretary":
            return perm in ("networks.staff", "directory.see", "directory.change")
        return perm == "directory.see" and obj is not None and user_obj.person.organisation_id == obj.pk
