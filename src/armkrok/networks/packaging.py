"""A member takes a further package of seats, or gives one up (A7). The first is the enrolment itself."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import record
from armkrok.ui.templatetags.ui import day as written_day

from .models import Enrolment, Package, State
from .rules import Refusal
from .years import year_is_over


def _locked(enrolment: Enrolment) -> Enrolment:
    return (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("network", "organisation")
        .get(pk=enrolment.pk)
    )


def standing(enrolment: Enrolment, on: dt.date) -> list[Package]:
    """The further packages that are the member's now or will be."""
    return [
        p for p in enrolment.packages.select_related("taken_by") if p.until_on is None or p.until_on >= on
    ]


def refuse_a_further(enrolment: Enrolment, held: list[Package], on: dt.date) -> None:
    """Raises Refusal where the member can't take one more than those held: it isn't one, it leaves, it has as many as
    the network allows (A7), or nothing is left of the year (K38)."""
    at_most = enrolment.network.packages_at_most
    if enrolment.state != State.ACTIVE or enrolment.ends_on:
        raise Refusal(_("Only a member that goes on can take a further package."), "A7")
    if 1 + len(held) >= at_most:
        words = ngettext(
            "The network lets a member have %(n)s package.",
            "The network lets a member have %(n)s packages.",
            at_most,
        )
        raise Refusal(words % {"n": at_most}, "A7")
    if year_is_over(enrolment.network, on):
        words = _(
            "All of this year's meetings have been held. A further package can be taken when the next network year has "
            "begun, after %(date)s."
        )
        raise Refusal(words % {"date": written_day(enrolment.network.year(on)[1])}, "K38")


@transaction.atomic
def take_package(
    enrolment: Enrolment, *, by: Person | None, at: dt.datetime, having: int | None = None
) -> Package:
    """One more, from today on and each year from then on (K36). `having` is how many the one who asks has seen: asked
    twice, it is one package.

    Raises Refusal as `refuse_a_further` does.
    """
    enrolment = _locked(enrolment)
    today = day_of(at)
    held = standing(enrolment, today)
    going_on = [package for package in held if package.until_on is None]
    if having is not None and len(going_on) > having:
        return going_on[-1]
    refuse_a_further(enrolment, held, today)
    package = Package.objects.create(
        enrolment=enrolment,
        from_on=max(today, enrolment.starts_on or today),
        taken_by=by,
        taken_at=at,
    )
    record("package.taken", _about(enrolment), by=by, at=at, package=package.pk)
    return package


@transaction.atomic
def give_up_package(package: Package, *, by: Person, at: dt.datetime) -> Package:
    """It lasts until the network year's end, and nothing is paid back (A4). Sent twice, it is done once."""
    enrolment = _locked(package.enrolment)
    package = Package.objects.select_for_update(of=("self",)).get(pk=package.pk)
    if package.until_on:
        return package
    today = day_of(at)
    package.until_on = enrolment.network.year(max(today, package.from_on))[1]
    package.given_up_by, package.given_up_at = by, at
    package.save(update_fields=["until_on", "given_up_by", "given_up_at"])
    record(
        "package.given_up",
        _about(enrolment),
        by=by,
        at=at,
        package=package.pk,
        until_on=package.until_on.isoformat(),
    )
    return package


@transaction.atomic
def keep_package(package: Package, *, by: Person, at: dt.datetime) -> Package:
    """The member regrets before the package has ended. Sent twice, it is done once."""
    enrolment = _locked(package.enrolment)
    package = Package.objects.select_for_update(of=("self",)).get(pk=package.pk)
    if package.until_on is None:
        return package
    if package.until_on < day_of(at):
        raise Refusal(_("The package has ended. Take a new one instead."), "A7")
    package.until_on, package.given_up_by, package.given_up_at = None, None, None
    package.save(update_fields=["until_on", "given_up_by", "given_up_at"])
    record("package.kept", _about(enrolment), by=by, at=at, package=package.pk)
    return package


def _about(enrolment: Enrolment) -> list:
    return [enrolment, enrolment.network, enrolment.organisation]
