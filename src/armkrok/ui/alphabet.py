"""The order of an alphabet: in Swedish Å comes after Z, in Danish after Ø, and Aarhus stands with Århus."""

import unicodedata

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_AFTER_Z = {"sv": "åäö", "fi": "åäö", "da": "æøå", "nb": "æøå", "nn": "æøå", "no": "æøå"}
# Letters that stand with another of the same alphabet, where they aren't its own.
_LIKE = {
    "sv": {"æ": "ä", "ø": "ö", "ü": "y", "œ": "ö"},
    "da": {"ä": "æ", "ö": "ø", "ü": "y", "œ": "ø"},
    "": {"æ": "ae", "ø": "o", "å": "a", "œ": "oe"},
}
_EVERYWHERE = {"ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "ŋ": "n", "ı": "i"}


def in_order(words: str, language: str) -> tuple[tuple[int, ...], str]:
    """What names are sorted by in this language: `sorted(names, key=lambda name: in_order(name, "sv"))`. Large and
    small letters are alike, signs are passed over, a space comes before any letter."""
    language = language.partition("-")[0]
    own = _AFTER_Z.get(language, "")
    like = _EVERYWHERE | _LIKE["sv" if own == "åäö" else "da" if own else ""]
    small = unicodedata.normalize("NFC", words).casefold()
    if own == "æøå":
        small = small.replace("aa", "å")
    places: list[int] = []
    for sign in small:
        for letter in like.get(sign, sign) if sign not in own else sign:
            places += _places(letter, own, like)
    return tuple(places), words


def _places(letter: str, own: str, like: dict[str, str]) -> list[int]:
    if letter in own:
        return [100 + own.index(letter)]
    if letter.isspace() or letter in "-–/":
        return [0]
    bare = "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
    if len(bare) == 1 and bare in _LATIN:
        return [50 + _LATIN.index(bare)]
    if bare.isdigit():
        return [10 + int(digit) for digit in bare if digit.isdecimal()]
    if bare.isalpha():  # of another script: after all of ours, in its own order
        return [1000 + ord(c) for c in bare]
    return []
