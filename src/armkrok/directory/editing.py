"""Adding and changing organisations, their departments, and people. Each act is one transaction with its entry.

Two people may have the same page open. Whoever saves shows what they had seen (`seen`, see `fingerprint`); when the
row has changed since, the act refuses instead of writing over somebody's work.
"""

import contextlib
import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from armkrok.journal.models import record

from . import rules, signals
from .models import Department, Organisation, Person

ORGANISATION_FIELDS = (
    "kind",
    "name",
    "official_name",
    "country",
    "code",
    "area",
    "area_name",
    "parent",
    "website",
    "registration_number",
    "e_address_scheme",
    "e_address",
    "latitude",
    "longitude",
    "inhabitants",
    "inhabitants_on",
    "profile",
)
PERSON_FIELDS = ("name", "title", "organisation", "department", "policy_area", "email", "phone", "language")
DEPARTMENT_FIELDS = ("sort", "name", "policy_area", "parent")
_FIELDS: dict[type[models.Model], tuple[str, ...]] = {
    Organisation: ORGANISATION_FIELDS,
    Person: PERSON_FIELDS,
    Department: DEPARTMENT_FIELDS,
}
_PLACE = {"country", "latitude", "longitude"}  # the nearest station follows from these
_Row = TypeVar("_Row", Organisation, Person, Department)


class EditRefusal(Exception):
    """It can't be saved so. `field` is what the sentence is about; None for the whole."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence, self.field = sentence, field


class ChangedMeanwhile(EditRefusal):
    """Somebody else saved first. `now` is the row as it stands."""

    def __init__(self, now: models.Model) -> None:
        super().__init__(
            _(
                "Somebody else changed this while you were writing, and nothing of yours has been saved. "
                "Below is what you typed. Save again if it should replace what is there now."
            )
        )
        self.now = now


class AlreadyThere(EditRefusal):
    """The same is in the directory already; `there` is the row."""

    def __init__(self, sentence: str, there: Organisation | Person, field: str | None = None) -> None:
        super().__init__(sentence, field)
        self.there = there


def fingerprint(row: models.Model) -> str:
    """A short mark that differs as soon as any field that people edit does."""
    values = [str(getattr(row, _column(row, name))) for name in _FIELDS[type(row)]]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:20]


def add_organisation(
    values: Mapping[str, Any], *, by: Person | None, at: dt.datetime, namesake: bool = False
) -> Organisation:
    """`namesake` says that another organisation with the same name is known, and that this isn't it."""
    organisation = Organisation(**_known(Organisation, values))
    with _saving():
        if not namesake:
            _refuse_namesake(organisation)
        _finish_organisation(organisation, moved=True)
        organisation.save()
        record("organisation.added", [organisation], by=by, at=at)
    return organisation


def change_organisation(
    organisation: Organisation, values: Mapping[str, Any], *, seen: str, by: Person | None, at: dt.datetime
) -> Organisation:
    with _saving():
        organisation = _open(Organisation, organisation.pk, seen)
        if changes := _write(organisation, values):
            _finish_organisation(organisation, moved=not changes.keys().isdisjoint(_PLACE))
            organisation.save()
            record(
                "organisation.changed",
                [organisation],
                by=by,
                at=at,
                of=Organisation._meta.label_lower,
                changes=changes,
            )
    return organisation


def add_person(values: Mapping[str, Any], *, by: Person | None, at: dt.datetime) -> Person:
    person = Person(**_known(Person, values))
    with _saving():
        _finish_person(person)
        person.save()
        record("person.added", [person], by=by, at=at)
    return person


def change_person(
    person: Person, values: Mapping[str, Any], *, seen: str, by: Person | None, at: dt.datetime
) -> Person:
    with _saving():
        person = _open(Person, person.pk, seen)
        if changes := _write(person, values):
            _finish_person(person)
            person.save()
            record("person.changed", [person], by=by, at=at, of=Person._meta.label_lower, changes=changes)
            if "email" in changes:
                signals.address_changed.send(Person, person=person)
    return person


def add_department(
    organisation: Organisation, values: Mapping[str, Any], *, by: Person | None, at: dt.datetime
) -> Department:
    """A department or a committee (K9, S7)."""
    department = Department(organisation=organisation, **_known(Department, values))
    with _saving():
        _finish_department(department)
        department.save()
        record("department.added", [organisation], by=by, at=at, department=department.name)
    return department


def change_department(
    department: Department, values: Mapping[str, Any], *, seen: str, by: Person | None, at: dt.datetime
) -> Department:
    with _saving():
        department = _open(Department, department.pk, seen)
        if changes := _write(department, values):
            _finish_department(department)
            department.save()
            record(
                "department.changed",
                [department.organisation],
                by=by,
                at=at,
                department=department.name,
                of=Department._meta.label_lower,
                changes=changes,
            )
    return department


def remove_department(department: Department, *, by: Person | None, at: dt.datetime) -> None:
    """Its people stay in the organisation. Sent twice, the second finds nothing left to do."""
    with _saving():
        there = Department.objects.select_for_update().filter(pk=department.pk).first()
        if there is None:
            return
        try:
            there.delete()
        except ProtectedError as error:
            kinds = {str(row._meta.verbose_name_plural) for row in error.protected_objects}
            raise EditRefusal(
                _("“%(name)s” can't be removed: it is used by %(kinds)s.")
                % {"name": there.name, "kinds": ", ".join(sorted(kinds))}
            ) from error
        record("department.removed", [there.organisation], by=by, at=at, department=there.name)


@contextlib.contextmanager
def _saving() -> Iterator[None]:
    """A transaction in which a clash that slipped in between check and save is a refusal too."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise EditRefusal(
            _("Somebody saved the same at this very moment. Look whether it is there already.")
        ) from error


def _open(model: type[_Row], number: int, seen: str) -> _Row:
    row = model._default_manager.select_for_update().get(pk=number)
    if fingerprint(row) != seen:
        raise ChangedMeanwhile(row)
    return row


def _column(row: models.Model, name: str) -> str:
    """The attribute that holds a field's bare value: a foreign key's is the number, so that nothing is loaded."""
    return str(row._meta.get_field(name).attname)  # type: ignore[union-attr]


def _known(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in _FIELDS[model] if name in values}


def _told(value: Any) -> Any:
    """How the journal tells a value: the thing that a foreign key points to by its name, a day in ISO 8601."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, models.Model) else value


def _write(row: models.Model, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set the values, and say what changed: before and after, by field."""
    changes = {}
    for name, value in _known(type(row), values).items():
        before = getattr(row, name)
        if before != value:
            setattr(row, name, value)
            changes[name] = [_told(before), _told(value)]
    return changes


def _refuse_namesake(organisation: Organisation) -> None:
    there = (
        Organisation.objects.standing()
        .filter(kind=organisation.kind, country=organisation.country, name__iexact=organisation.name.strip())
        .first()
    )
    if there and (not organisation.code or not there.code):
        raise AlreadyThere(_("An organisation with this name is in the directory already."), there, "name")


def _finish_organisation(organisation: Organisation, *, moved: bool) -> None:
    others = Organisation.objects.standing().exclude(pk=organisation.pk)
    if organisation.code and (
        there := others.filter(
            kind=organisation.kind, country=organisation.country, code=organisation.code
        ).first()
    ):
        raise AlreadyThere(
            _("%(name)s has this official code already.") % {"name": there.name}, there, "code"
        )
    if organisation.parent_id and organisation.pk:
        parents = dict(Organisation.objects.exclude(parent=None).values_list("pk", "parent_id"))
        if rules.makes_a_circle(organisation.pk, organisation.parent_id, parents):
            raise EditRefusal(
                _("An organisation can't belong to itself or to one of its own parts."), "parent"
            )
    if moved:
        organisation.find_station()  # S17
    organisation.write_search_text()


def _finish_person(person: Person) -> None:
    there = Person.objects.with_email(person.email)
    if there and there.pk != person.pk:
        raise AlreadyThere(
            _("%(name)s has this e-mail address already.") % {"name": there.name}, there, "email"
        )
    if person.department and person.department.organisation_id != person.organisation_id:
        raise EditRefusal(_("This department belongs to another organisation."), "department")
    person.write_search_text()


def _finish_department(department: Department) -> None:
    if department.parent is None:
        return
    parents = dict(
        Department.objects.filter(organisation=department.organisation_id).values_list("pk", "parent_id")
    )
    if department.parent.organisation_id != department.organisation_id or (
        department.pk and rules.makes_a_circle(department.pk, department.parent_id, parents)
    ):
        raise EditRefusal(_("It can't belong to itself or to one of its own parts."), "parent")
