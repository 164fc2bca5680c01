"""SIE 4I, the Swedish form in which vouchers are handed to a bookkeeping system (SIE-Gruppen, version 4B).

Lines of the characters of code page 437 ("PC8"), each ended by CR LF; texts in quotation marks. Series and number of a
voucher are left empty: the system that reads the file gives its own. Amounts are kronor, debit above nothing.
"""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .rules.bookkeeping import Account, Voucher

CURRENCY = "SEK"
_LIKE = str.maketrans(
    {"ø": "ö", "Ø": "Ö", "–": "-", "—": "-", "“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "…": "..."}
)
_LONGEST = 200


@dataclass(frozen=True)
class Company:
    name: str
    registration_number: str


def write(
    company: Company,
    accounts: Mapping[Account, tuple[str, str]],
    vouchers: Iterable[Voucher],
    *,
    first: dt.date,
    last: dt.date,
    made_on: dt.date,
    version: str,
) -> bytes:
    """`accounts` are number and name of each that is used. The vouchers are in Swedish kronor."""
    number = "".join(char for char in company.registration_number if char.isdigit())
    if len(number) == 10:
        number = f"{number[:6]}-{number[6:]}"
    lines = [
        "#FLAGGA 0",
        f"#PROGRAM {_text('Armkrok')} {_text(version)}",
        "#FORMAT PC8",
        f"#GEN {_day(made_on)}",
        "#SIETYP 4",
        f"#ORGNR {_text(number)}",
        f"#FNAMN {_text(company.name)}",
    ]
    for back, year in enumerate(range(last.year, first.year - 1, -1)):
        lines.append(f"#RAR {-back} {_day(dt.date(year, 1, 1))} {_day(dt.date(year, 12, 31))}")
    named: dict[str, str] = {}
    for account_number, name in accounts.values():
        named.setdefault(account_number, name)  # two uses may share one account
    lines += [
        f"#KONTO {_text(account_number)} {_text(name)}" for account_number, name in sorted(named.items())
    ]
    for voucher in vouchers:
        if voucher.currency != CURRENCY:
            raise ValueError(voucher.currency)
        lines.append(f'#VER "" "" {_day(voucher.on)} {_text(voucher.text)} {_day(voucher.entered_on)}')
        lines.append("{")
        for row in voucher.rows:
            lines.append(f"#TRANS {_text(accounts[row.account][0])} {{}} {row.amount:.2f}")
        lines.append("}")
    return "".join(f"{line}\r\n" for line in lines).encode("cp437")


def _day(day: dt.date) -> str:
    return day.strftime("%Y%m%d")


def _text(text: str) -> str:
    """In quotation marks, on one line, in letters that the code page has: Køge is written Köge."""
    plain = "".join(_letter(char) for char in " ".join(text.translate(_LIKE).split()))
    escaped = plain[:_LONGEST].replace("\\", "/").replace('"', '\\"')
    return f'"{escaped}"'


def _letter(char: str) -> str:
    if unicodedata.category(char)[0] == "C":
        return ""
    try:
        char.encode("cp437")
    except UnicodeEncodeError:
        plain = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
        return plain or "?"
    return char
