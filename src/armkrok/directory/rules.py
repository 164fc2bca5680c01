"""Pure decisions about organisations: check digits, distances, what a search compares."""

import math
import re
import unicodedata
from bisect import bisect
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from stdnum import ean
from stdnum.dk import cvr
from stdnum.fi import ytunnus
from stdnum.no import orgnr as no_orgnr
from stdnum.se import orgnr as se_orgnr

_REGISTRATION = {
    "DK": (cvr, _("The CVR number is eight digits, and its check digit must be right.")),
    "SE": (se_orgnr, _("A Swedish organisation number is ten digits, and its check digit must be right.")),
    "NO": (no_orgnr, _("A Norwegian organisation number is nine digits, and its check digit must be right.")),
    "FI": (
        ytunnus,
        _("A Finnish business id is seven digits, a hyphen and a check digit, which must be right."),
    ),
}
_E_ADDRESS_COUNTRY = {"0184": "DK", "0198": "DK", "0007": "SE", "0192": "NO", "0216": "FI"}


def registration_number_fault(country: str, number: str) -> Any:
    """What is wrong with an organisation's registration number; None when nothing is. Empty is allowed."""
    if not number or country not in _REGISTRATION:
        return None
    module, sentence = _REGISTRATION[country]
    return None if module.is_valid(number) else sentence


def e_address_fault(scheme: str, address: str) -> Any:
    """What is wrong with an e-invoice address (Peppol R040–R042, R049); None when nothing is."""
    if not address:
        return None
    if not scheme:
        return _("Say what kind of address this is.")
    if scheme == "0088":
        good = len(address.strip()) == 13 and ean.is_valid(address)
        return None if good else _("An EAN/GLN number is thirteen digits, and its check digit must be right.")
    if scheme == "0216":  # a Finnish OVT code begins with the country's and tax office's 0037
        address = address.strip().removeprefix("0037")[:8]
    if scheme in _E_ADDRESS_COUNTRY:
        return registration_number_fault(_E_ADDRESS_COUNTRY[scheme], address)
    if scheme == "0096":
        return (
            None
            if address.strip().isdigit() and len(address.strip()) == 10
            else _("A P number is ten digits.")
        )
    return _("This kind of address is no longer in use.")


def kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The distance between two points on the earth as the crow flies."""
    a, b = math.radians(latitude), math.radians(other_latitude)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    return 12742 * math.asin(math.sqrt(half))


class Stations:
    """Many stations, sorted so that the nearest to a point is found without measuring the way to all of them."""

    def __init__(self, places: Iterable[tuple[int, float, float]]) -> None:
        self._places = sorted((latitude, longitude, number) for number, latitude, longitude in places)
        self._latitudes = [place[0] for place in self._places]

    def nearest(self, latitude: float, longitude: float) -> tuple[int, float] | None:
        """The number of the nearest station and the kilometres to it; None when there are no stations (S17).

        It looks north and south from the point, and ends where the latitudes alone lie further apart than the
        best so far: a degree of latitude is never less than 111.19 km on our sphere.
        """
        best: tuple[float, int] | None = None
        here = bisect(self._latitudes, latitude)
        for side in (range(here, len(self._places)), range(here - 1, -1, -1)):
            for index in side:
                north, east, number = self._places[index]
                # What is nearer than a billionth is measured as nothing.
                if best and abs(north - latitude) * 111.19 > best[0] + 1e-9:
                    break
                found = (kilometres(latitude, longitude, north, east), number)
                best = min(best, found) if best else found
        return (best[1], best[0]) if best else None


def makes_a_circle(number: int, parent: int | None, parents: Mapping[int, int | None]) -> bool:
    """Whether something would end up as a part of itself if it belonged to `parent`."""
    seen = {number}
    while parent is not None:
        if parent in seen:
            return True
        seen.add(parent)
        parent = parents.get(parent)
    return False


_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ð": "d", "þ": "th", "ł": "l"})


def search_text(words: str) -> str:
    """What is kept to be searched: small letters, no accents, so that "Ostersund" finds Östersund.

    Danes write å as aa in some names and not in others, so both become one a.
    """
    small = unicodedata.normalize("NFKD", words.replace("\0", "")).casefold().translate(_LETTERS)
    plain = "".join(c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c))
    return " ".join(re.sub("aa+", "a", plain).split())[:450]


def search_words(words: str) -> list[str]:
    return search_text(words).split()


# Half of Denmark is called "… Kommune"; who types "ko" wants Kolding and Køge.
_SAID_BY_ALL = frozenset(["kommun", "kommune", "kommuna", "kunta", "kaupunki"])


def name_words(words: str) -> list[str]:
    """The words by which organisations are told apart; all of them when there are no others."""
    found = search_words(words)
    return [w for w in found if w not in _SAID_BY_ALL] or found
