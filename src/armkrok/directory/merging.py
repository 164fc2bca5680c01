"""Making one of two: the same organisation, or the same person, was in the directory twice.

Everything that points to the loser comes to point to the survivor, in whatever package it is: the relations are asked
of Django, so a table that is added next year moves along. The loser's row stays as a tombstone, so that old addresses
lead to the survivor. What can't be moved is named, and then nothing is.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ForeignObjectRel
from django.utils.translation import gettext as _

from armkrok.journal.models import Subject, record

from . import rules, signals
from .models import Organisation, Person

_Row = TypeVar("_Row", Organisation, Person)

# What is filled in from the loser where the survivor has nothing. Fields that only mean something together go
# together: an e-address without its scheme would lead nowhere.
_FILLED: dict[type[models.Model], tuple[tuple[str, ...], ...]] = {
    Organisation: (
        ("code", "loaded"),
        ("official_name",),
        ("area", "area_name"),
        ("parent",),
        ("registration_number",),
        ("e_address", "e_address_scheme"),
        ("website",),
        ("profile",),
        ("latitude", "longitude", "station", "station_km"),
        ("inhabitants", "inhabitants_on"),
    ),
    Person: (
        ("email",),
        ("phone",),
        ("title",),
        ("organisation", "department"),
        ("policy_area",),
        ("language",),
    ),
}


class MergeRefusal(Exception):
    """The two can't become one, or not yet. `sentences` say why, each by itself."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass
class Move:
    """Rows of one kind that will point to the survivor."""

    relation: ForeignObjectRel
    rows: list[int]

    @property
    def count(self) -> int:
        return len(self.rows)


@dataclass
class Plan:
    """What a merge would do, worked out without doing it."""

    moves: list[Move] = field(default_factory=list)
    drops: list[models.Model] = field(default_factory=list)  # the survivor has its own, and keeps that
    fills: dict[str, Any] = field(default_factory=dict)
    collisions: list[str] = field(default_factory=list)


def merge_organisations(
    loser: Organisation, into: Organisation, *, by: Person | None, at: dt.datetime, why: str
) -> Organisation:
    """Returns the survivor. Raises MergeRefusal. Sent twice, the second time changes nothing."""
    return _merge("organisation.merged", loser, into, by=by, at=at, why=why)


def merge_people(loser: Person, into: Person, *, by: Person | None, at: dt.datetime, why: str) -> Person:
    """The same for two people. When both can sign in, the survivor's way to do so stays and the loser's ends."""
    with transaction.atomic():
        person = _merge("person.merged", loser, into, by=by, at=at, why=why)
        signals.address_changed.send(Person, person=person)
    return person


def plan(loser: _Row, into: _Row) -> Plan:
    """What would happen if `loser` became a part of `into`'s row. Nothing is changed."""
    found = Plan()
    for relation in _relations(type(loser)):
        _plan_relation(relation, loser, into, found)
    if isinstance(loser, Organisation):
        found.collisions += _circles(loser, into)
    found.fills = _fills(loser, into)
    return found


def belongings(row: Organisation | Person) -> dict[str, int]:
    """How many of each kind point to this row, by the kind's name: what somebody looks at before they decide."""
    found: dict[str, int] = {}
    for relation in _relations(type(row)):
        related: Any = relation.related_model
        owner = related._meta.auto_created or related
        if number := related._base_manager.filter(**{relation.field.name: row.pk}).count():
            kind = str(owner._meta.verbose_name_plural)
            found[kind] = found.get(kind, 0) + number
    return found


def _merge(what: str, loser: _Row, into: _Row, *, by: Person | None, at: dt.datetime, why: str) -> _Row:
    model = type(loser)
    try:
        with transaction.atomic():
            rows = {
                row.pk: row
                for row in model._default_manager.select_for_update()
                .filter(pk__in=[loser.pk, into.pk])
                .order_by("pk")
            }
            loser, into = rows[loser.pk], rows[into.pk]
            if loser.pk != into.pk and loser.merged_into_id == into.pk:
                return into
            _refuse(loser, into, why)
            todo = plan(loser, into)
            if todo.collisions:
                raise MergeRefusal(*todo.collisions)
            _carry_out(todo, loser, into)
            record(
                what,
                [into, loser],
                by=by,
                at=at,
                why=why.strip(),
                became=[loser.pk, into.pk],
                moved={move.relation.related_model._meta.label_lower: move.count for move in todo.moves},
                dropped=sorted({row._meta.label_lower for row in todo.drops}),
                filled=sorted(todo.fills),
            )
    except IntegrityError as error:  # a rule of the database that no check of ours foresaw
        raise MergeRefusal(
            _("Both have something of which there can only be one, so they can't be merged as they are.")
        ) from error
    return into


def _refuse(loser: Organisation | Person, into: Organisation | Person, why: str) -> None:
    if loser.pk == into.pk:
        raise MergeRefusal(_("Choose another one: nothing can be merged with itself."))
    if into.merged_into_id is not None:
        raise MergeRefusal(
            _("“%(name)s” has itself been merged into another. Choose that one.") % {"name": into.name}
        )
    if loser.merged_into_id is not None:
        raise MergeRefusal(_("“%(name)s” has been merged into another already.") % {"name": loser.name})
    if not why.strip():
        raise MergeRefusal(_("Write why the two are one and the same."))


def _relations(model: type[models.Model]) -> list[ForeignObjectRel]:
    """Every foreign key and one-to-one that points here, those without a name for the way back too.

    A many-to-many is a table of pairs, and its foreign keys are among them.
    """
    return [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel) and (relation.one_to_many or relation.one_to_one)
    ]


def _plan_relation(
    relation: ForeignObjectRel, loser: Organisation | Person, into: Organisation | Person, found: Plan
) -> None:
    related: Any = relation.related_model
    name = relation.field.name
    rows = related._base_manager.filter(**{name: loser.pk}).order_by("pk")
    if related is type(loser):
        rows = rows.exclude(pk=into.pk)  # the survivor itself belonged to the loser: see _carry_out
    if relation.one_to_one and related._base_manager.filter(**{name: into.pk}).exists():
        found.drops += rows
        return
    if not _has_rules(related, name):
        numbers = list(rows.values_list("pk", flat=True))
        if numbers:
            found.moves.append(Move(relation, numbers))
        return
    free = []
    for row in rows:
        setattr(row, name, into)
        try:
            row.validate_unique()
            row.validate_constraints()
        except ValidationError:
            # A plain many-to-many: both are there, and once is enough. So it is for what says so itself.
            if related._meta.auto_created or getattr(row, "once_is_enough", False):
                found.drops.append(row)
            else:
                found.collisions.append(
                    _("Both have their own %(kind)s: %(place)s. End or remove one of the two first.")
                    % {"kind": related._meta.verbose_name, "place": _place(row, name)}
                )
        else:
            free.append(row.pk)
    if free:
        found.moves.append(Move(relation, free))


def _place(row: Any, name: str) -> str:
    """Where a row that can't move is, in words: what it must be alone in, such as its network."""
    for rule in row._meta.constraints:
        others = [other for other in getattr(rule, "fields", ()) if other != name]
        if name in getattr(rule, "fields", ()) and others:
            return ", ".join(str(getattr(row, other)) for other in others)
    return str(row)


def _has_rules(model: Any, name: str) -> bool:
    """Whether any rule of the table may forbid another value in this column."""
    meta = model._meta
    return bool(
        meta.constraints
        or meta.get_field(name).unique
        or any(name in fields for fields in meta.unique_together)
    )


def _circles(loser: Organisation, into: Organisation) -> list[str]:
    """The survivor may be a part of the loser, but not a part of one of its parts."""
    parents = dict(Organisation.objects.exclude(parent=None).values_list("pk", "parent_id"))
    middle = parents.get(into.pk)
    if middle in (None, loser.pk) or not rules.makes_a_circle(loser.pk, middle, parents):
        return []
    return [
        _("“%(into)s” belongs to a part of “%(loser)s”. Change what it belongs to first.")
        % {"into": into.name, "loser": loser.name}
    ]


def _fills(loser: Organisation | Person, into: Organisation | Person) -> dict[str, Any]:
    fills: dict[str, Any] = {}
    for group in _FILLED[type(loser)]:
        first = group[0]
        mine, theirs = getattr(into, first), getattr(loser, first)
        if first == "parent" and mine == loser:
            mine = None
        if mine not in ("", None) or theirs in ("", None):
            continue
        if isinstance(loser, Organisation) and isinstance(into, Organisation):
            if first in ("code", "registration_number") and loser.country != into.country:
                continue
            if first == "code" and loser.kind != into.kind:  # a code is one of its kind's
                continue
            if first == "parent" and _would_circle(loser, into):
                continue
        fills |= {name: getattr(loser, name) for name in group}
    return fills


def _would_circle(loser: Organisation, into: Organisation) -> bool:
    """Whether the survivor would belong to itself if it took over what the loser belongs to."""
    parents: Mapping[int, int | None] = {
        number: into.pk if parent == loser.pk else parent
        for number, parent in Organisation.objects.exclude(parent=None).values_list("pk", "parent_id")
    }
    return rules.makes_a_circle(into.pk, loser.parent_id, parents)


def _carry_out(todo: Plan, loser: Organisation | Person, into: Organisation | Person) -> None:
    for row in todo.drops:
        row.delete()
    for move in todo.moves:
        rows: Any = move.relation.related_model
        rows._base_manager.filter(pk__in=move.rows).update(**{move.relation.field.name: into})
    loser.merged_into = into
    loser.save(update_fields=["merged_into"])
    if isinstance(into, Organisation) and into.parent_id == loser.pk:
        into.parent = None
    for name, value in todo.fills.items():
        setattr(into, name, value)
    into.write_search_text()
    into.save()
    _share_history(loser, into)


def _share_history(loser: models.Model, into: models.Model) -> None:
    """What the journal tells about the loser is told about the survivor as well."""
    kind = into._meta.label_lower
    known = Subject.objects.filter(kind=kind, number=into.pk).values("entry")
    news = Subject.objects.filter(kind=kind, number=loser.pk).exclude(entry__in=known)
    Subject.objects.bulk_create(
        Subject(entry_id=entry, kind=kind, number=into.pk) for entry in news.values_list("entry", flat=True)
    )
