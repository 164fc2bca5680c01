"""Whose invoices and fees somebody reads, and where they may say where invoices go (decision 30)."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from armkrok.directory.models import Person
from armkrok.networks.models import Enrolment

from .models import Issuer
from .models.invoice import left_lately


def invoiced_by(person: Person, on: dt.date) -> QuerySet[Enrolment]:
    """Who is or was a member of the networks whose invoices this person keeps, whichever team runs them. Applications
    are their team's alone."""
    networks = Issuer.objects.kept_by(person, on).networks()
    return Enrolment.objects.filter(network__in=networks.values("pk")).exclude(starts_on=None)


def _marked(person: Person, on: dt.date) -> QuerySet[Enrolment]:
    """With `is_inside`: whether this person sees more of the member than its invoices."""
    visible = Enrolment.objects.visible_to(person, on).filter(pk=OuterRef("pk"))
    return Enrolment.objects.annotate(is_inside=Exists(visible))


def says_where(person: Person, on: dt.date) -> QuerySet[Enrolment]:
    """Those of whom this person says where invoices go: as their own, for their network, or as who invoices them."""
    return _marked(person, on).filter(Q(is_inside=True) | Q(pk__in=invoiced_by(person, on).values("pk")))


def reads_of(person: Person, on: dt.date) -> QuerySet[Enrolment]:
    """Those whose invoices and fees this person reads: these, and those for whom they spoke until lately."""
    return _marked(person, on).filter(
        Q(is_inside=True)
        | Q(pk__in=invoiced_by(person, on).values("pk"))
        | Q(pk__in=left_lately(person, on).values("pk"))
    )
