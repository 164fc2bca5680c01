"""Anyone we know of. What somebody may do follows from appointments and roles, never from this row."""

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from armkrok.mail.letter import Receiver

from .. import rules
from .organisation import Department, Organisation, PolicyArea


class PersonQuerySet(models.QuerySet["Person"]):
    def standing(self) -> "PersonQuerySet":
        return self.filter(merged_into=None)

    def with_email(self, email: str) -> "Person | None":
        return self.standing().filter(email__iexact=email.strip()).first() if email.strip() else None

    def known_or_new(
        self, *, email: str, name: str, organisation: Organisation | None, title: str = "", language: str = ""
    ) -> "tuple[Person, bool]":
        """The person with this address, or a new one.

        A known person is left as they are: whoever fills in a public form can't change what we know of others.
        """
        if known := self.with_email(email):
            return known, False
        person = Person(
            name=name, email=email.strip(), organisation=organisation, title=title, language=language
        )
        person.write_search_text()
        try:
            with transaction.atomic():
                person.save()
        except IntegrityError:  # somebody wrote the same address down at this very moment
            return self.standing().get(email__iexact=email.strip()), False
        return person, True

    def matching(self, words: str) -> "PersonQuerySet":
        found = self
        for word in rules.search_words(words):
            found = found.filter(
                models.Q(search_text__contains=word) | models.Q(organisation__search_text__contains=word)
            )
        return found.order_by("name", "pk")


class Person(models.Model):
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("organisation"),
    )
    department = models.ForeignKey(
        Department,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("department"),
    )
    policy_area = models.CharField(_("policy area"), max_length=20, choices=PolicyArea, blank=True)  # S7
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, blank=True)
    search_text = models.CharField(max_length=450, blank=True, db_index=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"), condition=~models.Q(email="") & models.Q(merged_into=None), name="email_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("directory:person", args=[self.pk])

    def as_receiver(self, language: str = "") -> Receiver:
        """Where to write to them; `language` is used when we don't know theirs."""
        return Receiver(self.email, self.language or language, self.name)

    def write_search_text(self) -> None:
        self.search_text = rules.search_text(f"{self.name} {self.title} {self.email}")
