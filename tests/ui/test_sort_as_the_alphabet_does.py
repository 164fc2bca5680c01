"""Names stand in the order that readers of a language look for them in."""

import pytest

from armkrok.ui.alphabet import in_order

TOWNS = ["Östersund", "Aarhus", "Zaltbommel", "Ærø", "Åstorp", "eslöv", "Ängelholm", "Ålborg", "Odense"]


@pytest.mark.parametrize(
    ("language", "order"),
    [
        ("sv", "Aarhus eslöv Odense Zaltbommel Ålborg Åstorp Ängelholm Ærø Östersund"),
        ("da", "eslöv Odense Zaltbommel Ängelholm Ærø Östersund Ålborg Aarhus Åstorp"),
        ("fi", "Aarhus eslöv Odense Zaltbommel Ålborg Åstorp Ängelholm Ærø Östersund"),
        ("en", "Aarhus Ærø Ålborg Ängelholm Åstorp eslöv Odense Östersund Zaltbommel"),
        ("en-gb", "Aarhus Ærø Ålborg Ängelholm Åstorp eslöv Odense Östersund Zaltbommel"),
    ],
)
def test_each_language_has_its_own_order(language: str, order: str) -> None:
    assert sorted(TOWNS, key=lambda name: in_order(name, language)) == order.split()


def test_signs_are_passed_over_and_a_space_comes_first() -> None:
    names = ["Upplands Väsby", "Upplandsbro", "Upplands-Bro", "«Uppland»", "Lund 2", "Lund 10", "Иван", ""]
    assert sorted(names, key=lambda name: in_order(name, "sv")) == [
        "",
        "Lund 10",
        "Lund 2",
        "«Uppland»",
        "Upplands-Bro",
        "Upplands Väsby",
        "Upplandsbro",
        "Иван",
    ]


def test_letters_of_other_languages_stand_where_one_looks_for_them() -> None:
    names = ["Łódź", "Lund", "Müller", "Myller", "Šimůnek", "Simon", "Þór", "Thor"]
    assert sorted(names, key=lambda name: in_order(name, "sv")) == [
        "Łódź",
        "Lund",
        "Myller",
        "Müller",
        "Simon",
        "Šimůnek",
        "Thor",
        "Þór",
    ]
