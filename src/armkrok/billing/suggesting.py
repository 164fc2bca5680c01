"""An e-invoice address that the directory holds may be offered. It is never used without somebody's saying so."""

from dataclasses import dataclass
from typing import Any

from armkrok.networks.models import Enrolment

from .rules import invoicing as rules


@dataclass(frozen=True)
class Suggestion:
    scheme: str
    kind: str  # the scheme, in words
    address: str


def suggestion_for(enrolment: Enrolment) -> Suggestion | None:
    """The organisation's own address, where it is right and isn't the one that is used already."""
    organisation = enrolment.organisation
    scheme, address = organisation.e_address_scheme, organisation.e_address
    if not address or rules.address_fault(scheme, address):
        return None
    if (scheme, rules.as_kept(scheme, address)) == (
        enrolment.e_address_scheme,
        rules.as_kept(enrolment.e_address_scheme, enrolment.e_address),
    ):
        return None
    return Suggestion(scheme, organisation.get_e_address_scheme_display(), address)


def filled_in(typed: Any, suggestion: Suggestion) -> dict[str, Any]:
    """What was typed, with the suggestion in its place."""
    return {**typed.dict(), "e_address_scheme": suggestion.scheme, "e_address": suggestion.address}
