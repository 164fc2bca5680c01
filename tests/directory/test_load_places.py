"""The official lists are loaded, again and again (S8, S17)."""

import csv
import datetime as dt
import io
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from armkrok.directory.chronicle import chronicle
from armkrok.directory.loading import DATA, load
from armkrok.directory.merging import merge_organisations
from armkrok.directory.models import Organisation, Person, Station
from armkrok.directory.place_files import BrokenFiles
from armkrok.journal.models import Entry

from .conftest import AT, make_organisation

STATIONS = """name,country,lat,lon,is_rail,code,source,licence
Båstad,SE,56.43536,12.90409,1,7400001,x,CC0-1.0
Arna,NO,60.42026,5.46663,1,,x,ODbL-1.0
Sorgenfri,DK,55.78133,12.48333,1,8600676,x,CC0-1.0
Virum,DK,55.79611,12.47305,1,8600676,x,CC0-1.0
Fährlinie,SE,56.42,12.85,0,7400009,x,CC0-1.0
"""
MUNICIPALITIES = """country,code,name,official_name,county_code,county,lat,lon,org_no
SE,1278,Båstad,Båstads kommun,12,Skåne län,56.42689,12.85339,
DK,0173,Lyngby-Taarbæk,Lyngby-Taarbæk Kommune,1084,Region Hovedstaden,55.77044,12.50378,11715311
"""


class Files:
    """Two small lists in a folder, which a test can change."""

    def __init__(self, folder: Path) -> None:
        self.stations, self.municipalities = folder / "stations.csv", folder / "municipalities.csv"
        self.stations.write_text(STATIONS)
        self.municipalities.write_text(MUNICIPALITIES)

    def load(self) -> Any:
        return load(stations=self.stations, municipalities=self.municipalities, by=None, at=AT)

    def replace(self, old: str, new: str) -> None:
        for path in (self.stations, self.municipalities):
            path.write_text(path.read_text().replace(old, new))


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def everything() -> Any:
    return (
        list(Organisation.objects.order_by("pk").values()),
        list(Station.objects.order_by("pk").values()),
        Entry.objects.count(),
    )


@pytest.mark.django_db
class TestTheListsThatComeAlong:
    def test_once_and_once_more(self) -> None:
        began = time.perf_counter()
        call_command("load_places", stdout=io.StringIO())
        once = time.perf_counter() - began
        assert Organisation.objects.municipalities().count() == 1053
        assert Station.objects.count() == 1597
        before = everything()
        out = io.StringIO()
        began = time.perf_counter()
        call_command("load_places", stdout=out)
        assert time.perf_counter() - began < max(once, 1)
        assert everything() == before
        assert "0 added, 0 changed, 1053 as they were" in out.getvalue()

    def test_distances_are_those_that_others_measured(self) -> None:
        """S17: the nearest passenger station, as the crow flies."""
        load(at=AT)
        ours = {(o.country, o.code): o for o in Organisation.objects.municipalities()}
        with (DATA / "municipalities.csv").open(encoding="utf-8") as file:
            theirs = {(row["country"], row["code"]): row["station_km"] for row in csv.DictReader(file)}
        far = [
            key
            for key, km in theirs.items()
            if abs((ours[key].station_km or 0) - Decimal(km)) > Decimal("0.2")
        ]
        assert not far
        skane = {o.name: float(o.station_km or 0) for o in ours.values() if o.area == "SE-12"}
        wanted = {
            "Båstad": 3.3,
            "Staffanstorp": 5.6,
            "Vellinge": 5.9,
            "Hörby": 12,
            "Höganäs": 15,
            "Sjöbo": 17.9,
        }
        assert {name: skane[name] for name in wanted} == pytest.approx(wanted, abs=0.05)

    def test_the_act_and_the_edit_find_the_same_station(self) -> None:
        load(at=AT)
        for organisation in Organisation.objects.order_by("pk")[::60]:
            loaded = (organisation.station_id, organisation.station_km)
            organisation.find_station()
            assert (organisation.station_id, organisation.station_km) == loaded


@pytest.mark.django_db
class TestAChangedList:
    def test_a_municipality_has_what_its_row_says(self, files: Files) -> None:
        files.load()
        lyngby = Organisation.objects.get(country="DK", code="0173")
        assert (lyngby.name, lyngby.area, lyngby.area_name) == (
            "Lyngby-Taarbæk",
            "DK-1084",
            "Region Hovedstaden",
        )
        assert lyngby.registration_number == "11715311"
        assert lyngby.station is not None
        assert lyngby.station.name == "Sorgenfri"

    def test_inhabitants_come_along_where_the_list_counts_them(self, files: Files) -> None:
        """Fees can follow the number of inhabitants; a list without them leaves what another one said."""
        files.load()
        bastad = Organisation.objects.get(code="1278")
        assert bastad.inhabitants is None
        without = files.municipalities.read_text()
        head, *rows = without.splitlines()
        counted = [f"{head},population,population_date", f"{rows[0]},16138,2026-01-01", f"{rows[1]},,"]
        files.municipalities.write_text("\n".join(counted) + "\n")
        files.load()
        bastad.refresh_from_db()
        assert (bastad.inhabitants, bastad.inhabitants_on) == (16138, dt.date(2026, 1, 1))
        before = everything()
        files.load()
        assert everything() == before
        files.municipalities.write_text(without)
        files.load()
        bastad.refresh_from_db()
        assert (bastad.inhabitants, bastad.inhabitants_on) == (16138, dt.date(2026, 1, 1))

    def test_only_trains_count(self, files: Files) -> None:
        """S17: a ferry at the town hall's door doesn't make a town easy to reach in winter."""
        files.load()
        assert not Station.objects.filter(name="Fährlinie").exists()
        assert Organisation.objects.get(code="1278").station.name == "Båstad"  # type: ignore[union-attr]

    def test_news_is_taken_over_and_told(self, files: Files) -> None:
        files.load()
        files.replace("Båstads kommun", "Båstad kommun")
        loaded = files.load()
        bastad = Organisation.objects.get(code="1278")
        assert bastad.official_name == "Båstad kommun"
        assert (loaded.municipalities.changed, loaded.municipalities.unchanged) == (1, 1)
        line = chronicle(bastad)[0]
        assert [(c.before, c.after) for c in line.changes] == [("Båstads kommun", "Båstad kommun")]
        assert line.who == ""
        assert not chronicle(Organisation.objects.get(code="0173"))[0].changes

    def test_what_was_corrected_by_hand_stays(self, files: Files) -> None:
        files.load()
        Organisation.objects.filter(code="1278").update(official_name="Båstads kommun (by hand)")
        files.replace("Skåne län", "Skåne")
        files.load()
        bastad = Organisation.objects.get(code="1278")
        assert (bastad.official_name, bastad.area_name) == ("Båstads kommun (by hand)", "Skåne")

    def test_a_municipality_added_by_hand_keeps_what_was_written(self, files: Files) -> None:
        make_organisation("Bjäre", code="1278")
        files.load()
        bastad = Organisation.objects.get(code="1278")
        assert (bastad.name, bastad.official_name, bastad.area) == ("Bjäre", "Båstads kommun", "SE-12")
        before = everything()
        files.load()
        assert everything() == before

    def test_a_row_that_is_gone_is_kept_and_mentioned(self, files: Files) -> None:
        files.load()
        files.municipalities.write_text("\n".join(MUNICIPALITIES.splitlines()[:2]))
        out = io.StringIO()
        call_command("load_places", stations=files.stations, municipalities=files.municipalities, stdout=out)
        assert "No longer in the file, and kept: Lyngby-Taarbæk (DK 0173)" in out.getvalue()
        assert Organisation.objects.filter(code="0173").exists()

    def test_a_station_with_a_new_name_is_the_same_station(self, files: Files) -> None:
        files.load()
        number = Station.objects.get(name="Båstad").pk
        files.replace("Båstad,SE,56.43536", "Båstad Nya,SE,56.43536")
        loaded = files.load()
        assert Station.objects.get(name="Båstad Nya").pk == number
        assert (loaded.stations.added, loaded.stations.changed) == (0, 1)

    def test_a_new_station_changes_the_distance(self, files: Files) -> None:
        """S17"""
        files.load()
        files.stations.write_text(STATIONS + "Båstad torg,SE,56.4269,12.8534,1,7400002,x,CC0-1.0\n")
        assert files.load().distances == 1
        assert Organisation.objects.get(code="1278").station_km == Decimal("0.0")

    def test_one_that_was_merged_away_does_not_come_back(self, files: Files, secretary: Person) -> None:
        files.load()
        other = make_organisation("Bjäre kommun", country="DK")
        merge_organisations(
            Organisation.objects.get(code="1278"), other, by=secretary, at=AT, why="The same."
        )
        loaded = files.load()
        assert loaded.merged == ["Båstad (SE 1278)"]
        assert Organisation.objects.standing().filter(name="Båstad").count() == 0


@pytest.mark.django_db
class TestABrokenList:
    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            ("SE,1278,Båstad,", "SE,1278,", "line 2: 8 columns where the first line has 9"),
            ("12.85339,", "12.85339,,", "line 2: 10 columns"),
            ("56.42689", "fifty-six", "line 2: lat is “fifty-six”, which is not a number"),
            ("56.42689", "nan", "line 2: lat is “nan”"),
            ("56.42689", "96.42689", "line 2: lat is 96.42689, which is not between -90 and 90"),
            ("SE,1278", "IS,1278", "line 2: country is “IS”"),
            ("DK,0173", "SE,1278", "line 3: the same SE 1278 stands in line 2 already"),
            ("11715311", "11715312", "line 3: org_no is “11715312”"),
            ("Båstad,Båstads", ",Båstads", "line 2: name is empty"),
            ("Båstad,Båstads", "B" * 201 + ",Båstads", "line 2: name is longer than 200"),
            ("Båstad,Båstads", "B\x00,Båstads", "line 2: name holds a character that is no text"),
            ("Båstad,Båstads", '"Båstad",Bås"tads"\n"', "line"),
            ("county_code", "county_number", "line 1: the column county_code is missing"),
            ("official_name,", "name,", "line 1: the column official_name is missing"),
            ("1,7400001,", "yes,7400001,", "line 2: is_rail is “yes”"),
            ("Virum", "Sorgenfri", "line 5: the same DK 8600676 Sorgenfri stands in line 4 already"),
        ],
    )
    def test_the_row_is_named_and_nothing_is_loaded(
        self, files: Files, old: str, new: str, says: str
    ) -> None:
        files.replace(old, new)
        if "the same SE" in says:
            files.replace("11715311", "")
        with pytest.raises(BrokenFiles) as refused:
            files.load()
        assert any(says in str(fault) for fault in refused.value.faults), refused.value.faults
        assert everything() == ([], [], 0)

    def test_every_broken_row_of_both_files_is_listed(self, files: Files) -> None:
        files.replace("60.42026", "far")
        files.replace("56.42689", "north")
        files.replace("11715311", "1")
        err = io.StringIO()
        with pytest.raises(CommandError, match="Nothing was loaded"):
            call_command(
                "load_places", stations=files.stations, municipalities=files.municipalities, stderr=err
            )
        told = err.getvalue()
        assert [f"{files.stations}, line 3" in told, f"{files.municipalities}, line 2" in told] == [True] * 2
        assert f"{files.municipalities}, line 3" in told
        assert everything() == ([], [], 0)

    def test_a_change_beside_a_broken_row_is_not_taken_either(self, files: Files) -> None:
        files.load()
        before = everything()
        files.replace("Båstads kommun", "Båstad kommun")
        files.replace("11715311", "11715312")
        with pytest.raises(BrokenFiles):
            files.load()
        assert everything() == before

    def test_a_file_that_is_not_there_or_not_text(self, files: Files) -> None:
        files.municipalities.unlink()
        files.stations.write_bytes(STATIONS.encode("latin-1", "replace"))
        with pytest.raises(BrokenFiles) as refused:
            files.load()
        assert [fault.sentence[:12] for fault in refused.value.faults] == ["this is not ", "the file can"]
        assert refused.value.faults[0].line == 2

    def test_an_empty_file(self, files: Files) -> None:
        files.stations.write_text("")
        with pytest.raises(BrokenFiles, match="line 1: the file is empty"):
            files.load()

    def test_lines_are_counted_past_a_cell_with_a_line_break(self, files: Files) -> None:
        files.replace("Båstads kommun", '"Båstads\nkommun"')
        files.replace("11715311", "11715312")
        with pytest.raises(BrokenFiles, match="line 4: org_no"):
            files.load()
