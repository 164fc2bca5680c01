"""Files and links that belong to an item: who left them, and who may see them (S20, K10, K21)."""

from uuid import uuid4

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person

from .agenda import AgendaItem
from .guest import Guest
from .meeting import Meeting


class Audience(models.TextChoices):
    THERE = "there", _("Those who were there")
    MEMBERS = "members", _("Members of the network")
    PUBLIC = "public", _("Everybody")


def _storage() -> Storage:
    return storages["material"]


def _somewhere(_material: "Material", _name: str) -> str:
    """Nothing of what it was called, or by whom, is in the name on the disk."""
    number = uuid4().hex
    return f"material/{number[:2]}/{number}"


class MaterialQuerySet(models.QuerySet["Material"]):
    def there(self) -> "MaterialQuerySet":
        return self.filter(removed_at=None)

    def in_order(self) -> "MaterialQuerySet":
        """What belongs to the whole meeting first, then as in the programme; also on PostgreSQL."""
        return self.order_by(models.F("item__position").asc(nulls_first=True), "item", "pk")

    def shared(self) -> "MaterialQuerySet":
        """What somebody besides those who run the network sees. A closed item has none, whenever it was closed (K21)."""
        return self.there().filter(shared_at__isnull=False).exclude(item__closed=True)

    def waiting(self) -> "MaterialQuerySet":
        """What a guest has left and nobody has looked at yet. What was unshared has been."""
        return (
            self.there()
            .filter(guest__isnull=False, shared_at=None, shared_by=None)
            .exclude(item__closed=True)
        )


class Material(models.Model):
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="materials")
    item = models.ForeignKey(AgendaItem, models.SET_NULL, null=True, blank=True, related_name="materials")
    guest = models.ForeignKey(
        Guest, models.SET_NULL, null=True, related_name="files"
    )  # who left it, if a guest
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(_("file"), upload_to=_somewhere, storage=_storage, blank=True)
    file_name = models.CharField(max_length=200, blank=True)  # what it is called when it is fetched
    media_type = models.CharField(max_length=120, blank=True)
    size = models.PositiveIntegerField(default=0)  # bytes
    digest = models.CharField(max_length=64, blank=True)  # SHA-256: the same file sent twice is one
    link = models.URLField(_("link"), max_length=500, blank=True)
    is_photograph = models.BooleanField(_("photograph of people"), default=False)
    consent = models.TextField(_("how those in the picture have agreed"), blank=True)
    audience = models.CharField(
        _("who may see it"), max_length=20, choices=Audience, default=Audience.MEMBERS
    )
    left_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    left_at = models.DateTimeField()
    shared_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    shared_at = models.DateTimeField(null=True)  # before that only who left it and those who run it see it
    removed_at = models.DateTimeField(null=True)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("material")
        ordering = ["item__position", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def ending(self) -> str:
        """What kind of file it is, as people say it: "PDF"."""
        return self.file_name.rpartition(".")[2].upper()

    @property
    def is_picture(self) -> bool:
        return bool(self.file) and self.media_type.startswith("image/")

    @property
    def is_public(self) -> bool:
        return self.removed_at is None and self.shared_at is not None and self.audience == Audience.PUBLIC
