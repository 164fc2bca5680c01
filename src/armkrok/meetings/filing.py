"""Files on the disk beside the database: written before their row is, gone when it doesn't come about (quality, "It
keeps out"). What still lies there without a row, since a machine stopped in between, is swept away every day."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages
from django.db import transaction

from . import rules
from .models import Guest, Material
from .rules import Checked

FOLDER = "material"
LEFT_ALONE = dt.timedelta(days=1)  # a file whose row is being written


def most_bytes() -> int:
    return settings.UPLOAD_MB * rules.MEGABYTE


def storage() -> Storage:
    return storages["material"]


def looked_into(file: File) -> Checked:
    """Raises Refusal: too large, or nothing that can be kept."""
    rules.too_large_refusal(file.size or 0, most=most_bytes())
    return rules.checked(file.name or "", file.read(), most=most_bytes())


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Written:
    """A file on the disk that nobody has claimed yet."""

    def __init__(self, name: str) -> None:
        self.name, self.kept = name, False


@contextmanager
def written(content: bytes) -> Iterator[Written]:
    """On the disk while the row is written; stays if `kept` was set, and goes if not or if anything fails."""
    material = Material()
    material.file.save("", ContentFile(content), save=False)
    file = Written(material.file.name or "")
    try:
        yield file
    except BaseException:
        file.kept = False
        raise
    finally:
        if not file.kept:
            storage().delete(file.name)


def forget(name: str) -> None:
    """Gone already is as good."""
    if name:
        storage().delete(name)


def let_go(material: Material, *, at: dt.datetime) -> None:
    """Removed for good: the row stays and says nothing any more; the file goes when the transaction has come about."""
    name = material.file.name or ""
    material.removed_at, material.file, material.digest, material.size = material.removed_at or at, "", "", 0
    material.title = material.file_name = material.link = ""
    material.save(update_fields=["removed_at", "file", "digest", "size", "title", "file_name", "link"])
    transaction.on_commit(lambda: forget(name))


def let_go_of_guest(guest: Guest, *, at: dt.datetime) -> None:
    """A guest who doesn't come leaves nothing: what nobody has shared goes. Within a transaction that holds the
    meeting."""
    for material in guest.files.filter(shared_at=None).exclude(file="", link="", title=""):
        let_go(material, at=at)


def sweep(at: dt.datetime) -> int:
    """The files of what was removed long ago, and those that belong to nothing. Returns how many went."""
    gone = 0
    for material in Material.objects.filter(removed_at__lte=at - rules.KEPT_AFTER_REMOVAL).exclude(file=""):
        name = material.file.name or ""
        Material.objects.filter(pk=material.pk).update(file="", digest="", size=0)
        forget(name)
        gone += 1
    return gone + _sweep_what_belongs_to_nothing()


def _sweep_what_belongs_to_nothing() -> int:
    """By the machine's own clock: it goes by when the file was written, and not by what day a demo has."""
    files, gone = storage(), 0
    known = set(Material.objects.exclude(file="").values_list("file", flat=True))
    before = dt.datetime.now(dt.UTC) - LEFT_ALONE
    for name in list(_all(files)):
        if name not in known and files.get_modified_time(name) < before:
            forget(name)
            gone += 1
    return gone


def _all(files: Storage) -> Iterator[str]:
    if not files.exists(FOLDER):
        return
    for folder in files.listdir(FOLDER)[0]:
        for name in files.listdir(f"{FOLDER}/{folder}")[1]:
            yield f"{FOLDER}/{folder}/{name}"
