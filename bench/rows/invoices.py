"""A thousand invoices, each with its XML, its PDF, its delivery and its place in the journal; by one worker."""

from bench.place import Database, inside
from bench.table import Row, Rows, milliseconds, per_second

MARK = 40


def rows(database: Database) -> Rows:
    it = inside(database.environment, "bench.invoicing")
    checked = "checked by the official rules" if it["official"] else "the extra isn't installed"
    for name, what in (
        ("oioubl", f"OIOUBL, {checked}"),
        ("peppol", f"Peppol BIS, {checked}"),
        ("bare", "Peppol BIS, without the extra"),
    ):
        one = it[name]
        speed = one["issued"] / one["seconds"]
        yield Row(
            f"{one['issued']:,.0f} invoices, PDF and XML: {what}",
            per_second(speed),
            "",
            f"≥ {MARK} a second",
            speed >= MARK and one["issued"] == 1000,
        )
    again = sum(it[name]["again"] for name in ("oioubl", "peppol", "bare"))
    yield Row("  run once more", f"{again:,.0f} issued twice", "", "none", again == 0)
    yield Row("  their preview", milliseconds(it["oioubl"]["preview"]))
