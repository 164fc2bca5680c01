"""Invoice numbers: one after the other for each issuer and year, without a gap and none twice.

The number is taken in the transaction that issues. Whoever takes one holds the series until that transaction ends; what
isn't issued after all gives it back.
"""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from .models import Issuer, Series


@dataclass(frozen=True)
class Number:
    year: int
    serial: int
    words: str  # as it stands on the invoice


def take(issuer: Issuer, year: int) -> Number:
    """The next number. Within a transaction."""
    series = Series.objects.select_for_update().filter(issuer=issuer, year=year).first() or _first(
        issuer, year
    )
    series.last += 1
    series.save(update_fields=["last"])
    return Number(year, series.last, f"{issuer.number_prefix}{year}-{series.last:04}")


def _first(issuer: Issuer, year: int) -> Series:
    try:
        with transaction.atomic():
            Series.objects.create(issuer=issuer, year=year)
    except IntegrityError:
        pass  # somebody else has just begun it
    return Series.objects.select_for_update().get(issuer=issuer, year=year)
