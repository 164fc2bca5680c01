"""A user is a way to sign in and points to one person; a personal link opens one task for one person."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth import get_backends
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.core import signing
from django.db import models
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person


class UserManager(BaseUserManager["User"]):
    def for_person(self, person: Person) -> "User":
        """The person's way to sign in, made the first time it is needed. It never has a password."""
        return self.get_or_create(person=person, defaults={"password": make_password(None)})[0]


class User(AbstractBaseUser):
    """Holds nothing about the person that the directory holds: name, address and language are read there.

    `password` is never usable. Its random rest goes into every session's mark, so a new one ends all sessions.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="user")

    USERNAME_FIELD = "person"
    REQUIRED_FIELDS: list[str] = []  # type: ignore[misc]

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return str(_("a way to sign in"))

    @property
    def email(self) -> str:
        return self.person.email

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Whoever was found to be somebody else in the directory signs in as that one."""
        return self.person.merged_into_id is None

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """What somebody may do follows from facts, which the packages above know (see networks.standing)."""
        return any(backend.has_perm(self, perm, obj) for backend in get_backends())

    def has_module_perms(self, app_label: str) -> bool:
        return False


_signer = signing.Signer(salt="armkrok.accounts.personal-link", sep=".")


class LinkRefusal(Exception):
    """The link doesn't open: it was never ours ("unknown"), has "ended", or was "revoked"."""

    def __init__(self, reason: str, link: "PersonalLink | None" = None) -> None:
        super().__init__(reason)
        self.reason, self.link = reason, link


class PersonalLinkQuerySet(models.QuerySet["PersonalLink"]):
    def make(
        self, task: str, person: Person, target: models.Model, *, at: dt.datetime, days: int = 60
    ) -> "PersonalLink":
        """A link that opens one task about one thing for one person, for so many days."""
        return self.create(
            task=task,
            person=person,
            target=target.pk,
            secret=get_random_string(22),
            made_at=at,
            ends_at=at + dt.timedelta(days=days),
        )

    def open(self, token: str, at: dt.datetime) -> "PersonalLink":
        """The link that the token stands for. Raises LinkRefusal when it doesn't open."""
        try:
            secret = _signer.unsign(token)
        except signing.BadSignature:
            raise LinkRefusal("unknown") from None
        link = self.select_related("person__organisation").filter(secret=secret).first()
        if link is None:
            raise LinkRefusal("unknown")
        while link.person.merged_into:  # the same human under another number
            link.person = link.person.merged_into
        if link.revoked_at:
            raise LinkRefusal("revoked", link)
        if link.ends_at <= at:
            raise LinkRefusal("ended", link)
        return link

    def revoke(self, task: str, target: models.Model, at: dt.datetime, person: Person | None = None) -> int:
        """End all links to a task about this, or one person's. Returns how many ended.

        For an act that makes its own links pointless. When somebody revokes links because they want to, that is an
        act of its own: `revoking.revoke`.
        """
        links = self.filter(task=task, target=target.pk, revoked_at=None)
        return (links.filter(person=person) if person else links).update(revoked_at=at)


class PersonalLink(models.Model):
    """Quality, "It keeps out": signed, one task, one person; it ends, can be revoked, and a GET changes nothing."""

    task = models.CharField(max_length=60)
    person = models.ForeignKey(Person, models.CASCADE, related_name="personal_links")
    target = models.BigIntegerField(
        help_text="The number of what the task is about; the task knows its kind."
    )
    secret = models.CharField(max_length=22, unique=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    renewed_at = models.DateTimeField(null=True, help_text="When a new one was last mailed in its place.")

    objects = PersonalLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")
        indexes = [models.Index(fields=["task", "target"])]

    def __str__(self) -> str:
        return f"{self.task} {self.target}"

    @property
    def token(self) -> str:
        return _signer.sign(self.secret)

    def address(self) -> str:
        """The whole address, for a mail."""
        return settings.BASE_URL + reverse("accounts:personal_link", args=[self.token])
