"""Check digits and distances, in many cases and without a database."""

import string

from hypothesis import given
from hypothesis import strategies as st

from armkrok.directory import rules

digits = st.text(string.digits, min_size=1, max_size=14)
latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
points = st.tuples(latitudes, longitudes)


def luhn(body: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def gln(body: str) -> str:
    return str(-sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(body)) % 10)


@given(st.integers(0, 999_999_999), st.integers(0, 9))
def test_a_swedish_number_is_right_with_one_check_digit_only(body: int, digit: int) -> None:
    number = f"{body:09}"
    good = str(digit) == luhn(number)
    assert (rules.registration_number_fault("SE", number + str(digit)) is None) == good


@given(st.integers(0, 999_999_999_999), st.integers(0, 9))
def test_a_gln_is_right_with_one_check_digit_only(body: int, digit: int) -> None:
    number = f"{body:012}"
    assert (rules.e_address_fault("0088", number + str(digit)) is None) == (str(digit) == gln(number))


@given(st.integers(10_000_000, 99_999_999))
def test_a_cvr_number_follows_its_weights(number: int) -> None:
    total = sum(w * int(d) for w, d in zip((2, 7, 6, 5, 4, 3, 2, 1), str(number), strict=True))
    assert (rules.registration_number_fault("DK", str(number)) is None) == (total % 11 == 0)


@given(st.sampled_from(["DK", "SE", "NO", "FI"]), st.text(max_size=20))
def test_anything_at_all_gets_an_answer(country: str, number: str) -> None:
    fault = rules.registration_number_fault(country, number)
    assert fault is None or str(fault)


@given(st.sampled_from(["", "0088", "0007", "0184", "0192", "0216", "0096", "0198", "0037"]), digits)
def test_an_address_without_a_kind_in_force_is_never_right(scheme: str, address: str) -> None:
    fault = rules.e_address_fault(scheme, address)
    if scheme in ("", "0037"):
        assert fault


def test_numbers_that_are_in_use() -> None:
    assert rules.registration_number_fault("DK", "64942212") is None  # Copenhagen
    assert rules.registration_number_fault("DK", "64942213")
    assert rules.registration_number_fault("NO", "958935420") is None  # Oslo
    assert rules.registration_number_fault("FI", "0201256-6") is None  # Helsinki
    assert rules.registration_number_fault("SE", "") is None


@given(points, points)
def test_a_distance_is_the_same_both_ways_and_never_round_the_world(
    a: tuple[float, float], b: tuple[float, float]
) -> None:
    there, back = rules.kilometres(*a, *b), rules.kilometres(*b, *a)
    assert abs(there - back) < 1e-6
    assert 0 <= there <= 20016


@given(points, st.lists(points, max_size=40))
def test_the_nearest_is_what_measuring_all_would_find(
    here: tuple[float, float], places: list[tuple[float, float]]
) -> None:
    stations = [(number, *place) for number, place in enumerate(places)]
    found = rules.Stations(stations).nearest(*here)
    if not places:
        assert found is None
        return
    best = min((rules.kilometres(*here, *place), number) for number, place in enumerate(places))
    assert found is not None
    assert (found[1], found[0]) == best


def test_a_circle_is_seen_however_long_it_is() -> None:
    parents: dict[int, int | None] = {2: 1, 3: 2, 4: 3}
    assert rules.makes_a_circle(1, 4, parents)
    assert rules.makes_a_circle(1, 1, parents)
    assert not rules.makes_a_circle(4, 2, parents)
    assert not rules.makes_a_circle(4, None, parents)


@given(st.text(max_size=60))
def test_what_is_kept_for_search_is_found_by_itself(words: str) -> None:
    kept = rules.search_text(words)
    assert all(word in kept for word in rules.search_words(words))
    assert rules.search_text(kept) == kept


def test_letters_of_the_north() -> None:
    assert rules.search_text("Östersund Århus SÆBY Ærø Hørsholm") == "ostersund arhus saeby aero horsholm"
    assert rules.search_text("Aabenraa") == rules.search_text("Åbenrå")
