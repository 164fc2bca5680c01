"""Files and links of a meeting: added, left by a guest, shared and no longer shared, removed, and who may see them.

Who was there sees what members see; who comes is there until it is known who was. A guest sees what they left, and
nothing more (S20). What a guest leaves is seen by nobody else until those who run the network share it. Nothing is
kept of a closed item (K21).
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from django.core.files.base import File
from django.db import transaction
from django.db.models import Model, Q, Sum

from armkrok.directory.models import Person
from armkrok.journal.models import record
from armkrok.networks.models import Network

from . import filing, rules
from .guesting import held_guest
from .items import held_to_read
from .models import (
    AgendaItem,
    Attendance,
    Audience,
    Companion,
    Guest,
    Material,
    Meeting,
    State,
)
from .models.guest import STANDING
from .models.material import MaterialQuerySet
from .rules import Checked

TITLE_LONGEST, CONSENT_LONGEST = 200, 2000

# --- who may see it -------------------------------------------------------------------------------------


def was_there(person: Person, meeting: Meeting) -> bool:
    """Whether somebody was there, other than as a guest; before it is held, whether they come. Where nobody kept a list,
    those who came are those who had a seat."""
    if meeting.state == State.HELD:
        here = Attendance.objects.here().filter(meeting=meeting)
        if here.took_part().filter(person=person).exists():
            return True
        if here.exists():
            return False
    seated = meeting.seats.taken().filter(person=person).exists()
    return seated or Companion.objects.confirmed().filter(assignment__meeting=meeting, person=person).exists()


def audiences(
    person: Person | None,
    meeting: Meeting,
    *,
    on: dt.date,
    there: bool | None = None,
    member: bool | None = None,
) -> list[str]:
    """What is shared with this person, by whom it is shared with. `there` and `member` if they are known already."""
    if person is None:
        return [Audience.PUBLIC]
    if was_there(person, meeting) if there is None else there:
        return [Audience.PUBLIC, Audience.MEMBERS, Audience.THERE]
    if member is None:
        member = Network.objects.for_member(person, on).filter(pk=meeting.network_id).exists()
    return [Audience.PUBLIC, Audience.MEMBERS] if member else [Audience.PUBLIC]


def visible_to(
    person: Person | None,
    meeting: Meeting,
    *,
    on: dt.date,
    runs: bool | None = None,
    there: bool | None = None,
    member: bool | None = None,
) -> MaterialQuerySet:
    """What of it this person may see, for whoever may see the meeting. What is known already of how they stand to it
    (whether they run the network, were there, speak for a member) isn't asked again."""
    all_of_it = Material.objects.there().filter(meeting=meeting).select_related("item")
    if runs is None:
        runs = Network.objects.run_by(person, on).filter(pk=meeting.network_id).exists()
    if runs:
        return all_of_it
    shared_with = audiences(person, meeting, on=on, there=there, member=member)
    shared = all_of_it.shared().filter(audience__in=shared_with)
    if person is None:
        return shared
    left = all_of_it.filter(guest__person=person, guest__state__in=STANDING)
    return all_of_it.filter(Q(pk__in=shared.values("pk")) | Q(pk__in=left.values("pk")))


# --- what all acts have in common -----------------------------------------------------------------------


def _held(material: Material, by: Person, at: dt.datetime) -> Material:
    """As it is now, for one who runs the network; the meeting is held until the transaction ends."""
    meeting = held_to_read(material.meeting, by, at)
    material = Material.objects.select_related("item", "guest").get(pk=material.pk)
    material.meeting = meeting
    rules.removed_refusal(there=material.removed_at is None)
    return material


def _recorded(what: str, material: Material, *, by: Person, at: dt.datetime, why: str = "") -> None:
    about: list[Model] = [material, material.meeting]
    record(what, about, by=by, at=at, why=why, material=material.pk)


def _said_in_public(material: Material, was_public: bool, *, by: Person | None, at: dt.datetime) -> None:
    """Whatever changes what the public reads is an entry of its own (decision 19)."""
    if was_public or material.is_public:
        record("material.public", [material.meeting], by=by, at=at, material=material.pk)


def _item_of(meeting: Meeting, item: AgendaItem | None) -> AgendaItem | None:
    if item is None:
        return None
    there = meeting.items.filter(pk=item.pk).first()
    rules.item_gone_refusal(there=there is not None)
    rules.closed_has_no_files_refusal(closed=bool(there and there.closed))
    return there


def _titled(title: str, *, name: str = "", link: str = "") -> str:
    title = " ".join(title.split())
    rules.length_refusal(title, most=TITLE_LONGEST, field="title")
    named = name.rpartition(".")[0] or urlsplit(link).hostname or ""
    return title or named[:TITLE_LONGEST]


def _checked_link(link: str) -> str:
    link = link.strip()
    if link:
        rules.link_refusal(link)
    return link


def _row(
    meeting: Meeting, checked: Checked | None, link: str, *, by: Person, at: dt.datetime, **more: Any
) -> tuple[Material, bool]:
    """The new row, not yet in the database, or the one that says the same already. Within a transaction that holds the
    meeting."""
    more["title"] = _titled(more["title"], name=checked.name if checked else "", link=link)
    material = Material(meeting=meeting, link=link, left_by=by, left_at=at, **more)
    if checked:
        material.file_name, material.media_type = checked.name, checked.kind.media_type
        material.size, material.digest = len(checked.content), filing.digest(checked.content)
    same = Material.objects.there().filter(
        meeting=meeting, item=material.item, guest=material.guest, digest=material.digest, link=link
    )
    if known := same.select_related("item", "guest").first():
        return known, False
    if checked:
        there = meeting.materials.aggregate(size=Sum("size"))["size"] or 0
        rules.room_refusal(there=there, more=material.size, most=filing.most_bytes())
    return material, True


def _save(material: Material, file: filing.Written | None) -> None:
    if file:
        material.file.name = file.name
        file.kept = True
    material.save()


@contextmanager
def _on_disk(checked: Checked | None) -> Iterator[filing.Written | None]:
    """The file first and the row afterwards: a row without its file is worse than a file without a row."""
    if checked is None:
        yield None
        return
    with filing.written(checked.content) as file:
        yield file


# --- what those who run the network do ------------------------------------------------------------------


def add(
    meeting: Meeting,
    *,
    by: Person,
    at: dt.datetime,
    title: str = "",
    item: AgendaItem | None = None,
    file: File | None = None,
    link: str = "",
    audience: str = "",
    is_photograph: bool | None = None,
    consent: str = "",
) -> Material:
    """A file or a link, of one item or of the whole meeting; shared at once if it is said with whom. The same once more
    is the same one.

    Raises Refusal: what can't be kept (field "file"), a closed item (K21), a photograph of people without their consent.
    """
    link = _checked_link(link)
    rules.nothing_refusal(file=file is not None, link=bool(link))
    checked = filing.looked_into(file) if file else None
    with _on_disk(checked) as written, transaction.atomic():
        meeting = held_to_read(meeting, by, at)
        item = _item_of(meeting, item)
        material, new = _row(meeting, checked, link, title=title, item=item, by=by, at=at)
        if new:
            _save(material, written)
            _recorded("material.added", material, by=by, at=at)
        if audience:
            material = _share(material, audience, is_photograph, consent, by=by, at=at)
    return material


@transaction.atomic
def share(
    material: Material,
    audience: str,
    *,
    by: Person,
    at: dt.datetime,
    is_photograph: bool | None = None,
    consent: str = "",
) -> Material:
    """With those who were there, the members, or everybody; also with others than before. Sent twice, done once.

    Raises Refusal: of a closed item (K21); a photograph of people without a word on how they have agreed.
    """
    return _share(_held(material, by, at), audience, is_photograph, consent, by=by, at=at)


def _share(
    material: Material,
    audience: str,
    is_photograph: bool | None,
    consent: str,
    *,
    by: Person,
    at: dt.datetime,
) -> Material:
    rules.closed_has_no_files_refusal(closed=bool(material.item and material.item.closed))
    is_photograph = is_photograph if material.is_picture else False
    consent = consent.strip() if is_photograph else ""
    rules.length_refusal(consent, most=CONSENT_LONGEST, field="consent")
    rules.consent_refusal(is_photograph=is_photograph, consent=consent)
    wanted = (Audience(audience), bool(is_photograph), consent)
    if material.shared_at and wanted == (material.audience, material.is_photograph, material.consent):
        return material
    was_public = material.is_public
    material.audience, material.is_photograph, material.consent = wanted
    material.shared_by, material.shared_at = by, at
    material.save(update_fields=["audience", "is_photograph", "consent", "shared_by", "shared_at"])
    _recorded("material.shared", material, by=by, at=at)
    _said_in_public(material, was_public, by=by, at=at)
    return material


@transaction.atomic
def unshare(material: Material, why: str, *, by: Person, at: dt.datetime) -> Material:
    """Back to those who run the network, and to the guest who left it. The reason is kept in the history."""
    material = _held(material, by, at)
    if material.shared_at is None:
        return material
    rules.why_unshared_refusal(why)
    rules.length_refusal(why, most=500, field="why")
    was_public, material.shared_at, material.shared_by = material.is_public, None, by
    material.save(update_fields=["shared_at", "shared_by"])
    _recorded("material.unshared", material, by=by, at=at, why=why.strip())
    _said_in_public(material, was_public, by=by, at=at)
    return material


@transaction.atomic
def change(
    material: Material, *, title: str, item: AgendaItem | None, by: Person, at: dt.datetime
) -> Material:
    """What it is called, and which item it belongs to."""
    material = _held(material, by, at)
    item = _item_of(material.meeting, item) if item != material.item else item
    title = _titled(title, name=material.file_name, link=material.link)
    if (title, item) == (material.title, material.item):
        return material
    material.title, material.item = title, item
    material.save(update_fields=["title", "item"])
    _recorded("material.changed", material, by=by, at=at)
    _said_in_public(material, material.is_public, by=by, at=at)
    return material


@transaction.atomic
def remove(material: Material, *, by: Person, at: dt.datetime) -> Material:
    """Seen by nobody from now on. It can be taken back for thirty days; then the file goes. Sent twice, done once."""
    meeting = held_to_read(material.meeting, by, at)
    material = meeting.materials.select_related("item").get(pk=material.pk)
    if material.removed_at is None:
        was_public, material.removed_at = material.is_public, at
        material.save(update_fields=["removed_at"])
        _recorded("material.removed", material, by=by, at=at)
        _said_in_public(material, was_public, by=by, at=at)
    return material


@transaction.atomic
def restore(material: Material, *, by: Person, at: dt.datetime) -> Material:
    """As it was before it was removed."""
    meeting = held_to_read(material.meeting, by, at)
    material = meeting.materials.select_related("item").get(pk=material.pk)
    if material.removed_at is not None:
        rules.gone_refusal(there=bool(material.file or material.link))
        material.removed_at = None
        material.save(update_fields=["removed_at"])
        _recorded("material.restored", material, by=by, at=at)
        _said_in_public(material, False, by=by, at=at)
    return material


# --- what a guest does ----------------------------------------------------------------------------------


def leave(
    guest: Guest,
    *,
    by: Person,
    at: dt.datetime,
    title: str = "",
    file: File | None = None,
    link: str = "",
) -> Material:
    """A file or a link from a guest, until a week after their time (S20). Nobody sees it but them and those who run the
    network. The same once more is the same one."""
    link = _checked_link(link)
    rules.nothing_refusal(file=file is not None, link=bool(link))
    checked = filing.looked_into(file) if file else None
    with _on_disk(checked) as written, transaction.atomic():
        guest, timed = held_guest(guest)
        rules.material_refusal(comes=guest.state in STANDING, ends=timed.ends, now=at)
        rules.closed_has_no_files_refusal(closed=guest.item.closed)
        material, new = _row(
            guest.meeting, checked, link, title=title, item=guest.item, guest=guest, by=by, at=at
        )
        if new:
            rules.too_many_refusal(Material.objects.there().filter(guest=guest).count())
            _save(material, written)
            record(
                "material.left",
                [material, guest, guest.meeting, guest.person],
                by=by,
                at=at,
                material=material.pk,
            )
    return material


@transaction.atomic
def take_back(material: Material, guest: Guest, *, by: Person, at: dt.datetime) -> None:
    """What a guest has left and nobody has shared yet goes at once, the file too. Sent twice, done once."""
    guest, _timed = held_guest(guest)
    mine = Material.objects.there().filter(pk=material.pk, guest=guest).first()
    if mine is None:
        return
    rules.shared_already_refusal(shared=mine.shared_at is not None)
    filing.let_go(mine, at=at)
    record("material.taken_back", [mine, guest, guest.meeting, guest.person], by=by, at=at, material=mine.pk)


def forget_guest(person: Person, *, at: dt.datetime) -> None:
    """Everything that somebody left as a guest goes, shared or not (GDPR 17). Within a transaction."""
    left = Material.objects.filter(guest__person=person).exclude(file="", link="", title="")
    for material in left.select_related("meeting__network"):
        was_public = material.is_public
        filing.let_go(material, at=at)
        record("material.removed", [material, material.meeting], by=None, at=at, material=material.pk)
        _said_in_public(material, was_public, by=None, at=at)
    Material.objects.filter(guest__person=person).exclude(consent="").update(consent="")
