"""Taking over the official lists of municipalities and stations (S8, S17).

The list is one source and the secretariat another: a value is taken from the list only when the list has changed its
mind since the last time, so what somebody corrected by hand stays.
"""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from django.db import transaction
from django.db.models import Q

from armkrok.journal.models import record

from . import rules
from .models import Kind, Organisation, Person, Station
from .place_files import MunicipalityRow, StationRow, read_places

DATA = Path(__file__).parent / "data"
Changes = dict[str, list[Any]]


@dataclass
class Tally:
    """What became of one file's rows."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: list[str] = field(default_factory=list)  # we have it, the file no longer does: kept

    def counts(self) -> dict[str, int]:
        return {"added": self.added, "changed": self.changed}


@dataclass
class Loaded:
    stations: Tally = field(default_factory=Tally)
    municipalities: Tally = field(default_factory=Tally)
    merged: list[str] = field(default_factory=list)  # in the file, but merged into another here: left alone
    distances: int = 0

    @property
    def anything(self) -> bool:
        tallies = (self.stations, self.municipalities)
        return bool(self.distances or any(tally.added or tally.changed for tally in tallies))


def load(
    *,
    at: dt.datetime,
    by: Person | None = None,
    stations: Path = DATA / "stations.csv",
    municipalities: Path = DATA / "municipalities.csv",
) -> Loaded:
    """Take over both files, all or nothing. Raises BrokenFiles before anything is written."""
    station_rows, municipality_rows = read_places(stations, municipalities)
    loaded = Loaded()
    with transaction.atomic():
        _load_stations(station_rows, loaded.stations)
        touched, changes = _load_municipalities(municipality_rows, loaded)
        loaded.distances = _measure()
        if loaded.anything:
            record(
                "places.loaded",
                touched,
                by=by,
                at=at,
                stations=loaded.stations.counts(),
                municipalities=loaded.municipalities.counts(),
                distances=loaded.distances,
                of=Organisation._meta.label_lower,
                changes_by_number=changes,
            )
    return loaded


def _load_stations(rows: list[StationRow], tally: Tally) -> None:
    known = {(s.country, s.code, s.name): s for s in Station.objects.select_for_update()}
    new = [row for row in rows if (row.country, row.code, row.name) not in known]
    gone = {key: known[key] for key in known.keys() - {(r.country, r.code, r.name) for r in rows}}
    # A station that got another name keeps its row, as long as its code tells which one it is.
    by_code: dict[tuple[str, str], list[Station]] = defaultdict(list)
    for (country, code, _name), station in gone.items():
        by_code[country, code].append(station)
    times = Counter((row.country, row.code) for row in new)
    renamed: dict[StationRow, Station] = {}
    for row in new:
        before = by_code[row.country, row.code]
        if row.code and len(before) == times[row.country, row.code] == 1:
            renamed[row] = before[0]
            del gone[row.country, row.code, before[0].name]

    added: list[Station] = []
    changed: list[Station] = []
    for row in rows:
        there = renamed.get(row) or known.get((row.country, row.code, row.name))
        if there is None:
            added.append(Station(**asdict(row)))
        elif any(getattr(there, name) != value for name, value in asdict(row).items()):
            for name, value in asdict(row).items():
                setattr(there, name, value)
            changed.append(there)
    Station.objects.bulk_create(added)
    Station.objects.bulk_update(changed, ["name", "latitude", "longitude"], batch_size=100)
    tally.added, tally.changed = len(added), len(changed)
    tally.unchanged = len(rows) - len(added) - len(changed)
    tally.gone = sorted(f"{station.name} ({station.country})" for station in gone.values())


def _load_municipalities(
    rows: list[MunicipalityRow], loaded: Loaded
) -> tuple[list[Organisation], dict[int, Changes]]:
    """Returns the municipalities that were added or changed, and what changed in the latter, by number."""
    tally = loaded.municipalities
    known: dict[tuple[str, str], Organisation] = {}
    merged: dict[tuple[str, str], Organisation] = {}
    ours = Organisation.objects.select_for_update().filter(kind=Kind.MUNICIPALITY).exclude(code="")
    for our in ours:
        group = known if our.merged_into_id is None else merged
        group[our.country, our.code] = our

    added: list[Organisation] = []
    changed: list[Organisation] = []
    changes: dict[int, Changes] = {}
    for row in rows:
        key = (row.country, row.code)
        organisation = known.pop(key) if key in known else None
        if organisation is None and key in merged:
            loaded.merged.append(f"{row.name} ({row.country} {row.code})")
        elif organisation is None:
            organisation = Organisation(kind=Kind.MUNICIPALITY, country=row.country, code=row.code)
            _take_over(organisation, row)
            added.append(organisation)
        elif (news := _take_over(organisation, row)) is not None:
            changed.append(organisation)
            changes[organisation.pk] = news
        else:
            tally.unchanged += 1
    Organisation.objects.bulk_create(added)
    Organisation.objects.bulk_update(changed, [*_FIELDS, *_COUNTED, "search_text", "loaded"], batch_size=50)
    tally.added, tally.changed = len(added), len(changed)
    tally.gone = sorted(f"{o.name} ({o.country} {o.code})" for o in known.values() if o.loaded)
    return added + changed, {number: news for number, news in changes.items() if news}


_FIELDS = ("name", "official_name", "area", "area_name", "registration_number", "latitude", "longitude")
_COUNTED = ("inhabitants", "inhabitants_on")  # not every list says them


def _take_over(organisation: Organisation, row: MunicipalityRow) -> Changes | None:
    """Write the list's news into the municipality. None when there are none; else what changed, before and after.

    A municipality that somebody added before any list did keeps what they wrote, and gets what is empty.
    """
    says = {name: getattr(row, name) for name in _FIELDS}
    said, text = organisation.loaded, organisation.search_text
    for name in _COUNTED:  # a list that doesn't count leaves what another one said
        value = getattr(row, name)
        if value is not None or name in said:
            says[name] = value if value is not None else said[name]
    organisation.loaded = says
    changes: Changes = {}
    for name, value in says.items():
        before = _plain(getattr(organisation, name))
        news = name in said and said[name] != value
        if (news or (name not in said and before in ("", None))) and before != value:
            setattr(organisation, name, value)
            changes[name] = [before, value]
    organisation.write_search_text()
    return changes if changes or said != says or text != organisation.search_text else None


def _plain(value: Any) -> Any:
    """As the lists and the journal write it: a day in ISO 8601."""
    return value.isoformat() if isinstance(value, dt.date) else value


def _measure() -> int:
    """Work out the nearest station of every organisation with coordinates. Returns how many came out differently."""
    places: dict[str, list[tuple[int, float, float]]] = defaultdict(list)
    for country, *place in Station.objects.values_list("country", "pk", "latitude", "longitude"):
        places[country].append((int(place[0]), place[1], place[2]))
    stations = {country: rules.Stations(there) for country, there in places.items()}
    changed = []
    organisations = Organisation.objects.standing().exclude(Q(latitude=None) | Q(longitude=None))
    for organisation in organisations.only("country", "latitude", "longitude", "station_id", "station_km"):
        there = stations.get(organisation.country)
        where = cast("tuple[float, float]", (organisation.latitude, organisation.longitude))
        nearest = there.nearest(*where) if there else None
        number, km = (nearest[0], Decimal(f"{nearest[1]:.1f}")) if nearest else (None, None)
        if (number, km) != (organisation.station_id, organisation.station_km):
            organisation.station_id, organisation.station_km = number, km
            changed.append(organisation)
    Organisation.objects.bulk_update(changed, ["station", "station_km"], batch_size=200)
    return len(changed)
