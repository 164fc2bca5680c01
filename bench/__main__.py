"""`make bench`: each row of docs/quality.md, ours beside the floor that was measured in the same run.

ROWS="registering feed" measures only these. Load goes to 127.0.0.1 and nowhere else; everything that is started ends.
"""

import shutil
import sys
import time

from bench import table
from bench.place import CORES, Database, build
from bench.rows import feed, growth, invoices, mail, public, registering, signed_in

GROUPS = {
    "public": public.rows,
    "signed_in": signed_in.rows,
    "registering": registering.rows,
    "feed": feed.rows,
    "mail": mail.rows,
    "invoices": invoices.rows,
    "growth": growth.rows,
}
LATER = {"planning": "hosts and dates of 40 networks"}


def main(wanted: list[str]) -> None:
    if unknown := set(wanted) - {*GROUPS, *LATER}:
        sys.exit(f"There are no rows called {', '.join(unknown)}. There are {', '.join([*GROUPS, *LATER])}.")
    began = time.monotonic()
    print(
        f"{CORES} cores; a timing is worth something beside the floor of the same run.\n\n{table.heading()}"
    )
    if not wanted or set(wanted) & set(GROUPS):
        _measure(wanted)
    for name, what in LATER.items():
        if not wanted or name in wanted:
            print(table.line(table.Row(what, table.NOT_THERE)))
    print(f"\n{time.monotonic() - began:.0f} seconds in all.")


def _measure(wanted: list[str]) -> None:
    database: Database = build("main", {})
    try:
        for name, rows in GROUPS.items():
            if not wanted or name in wanted:
                for row in rows(database):
                    print(table.line(row), flush=True)
    finally:
        shutil.rmtree(database.folder)


if __name__ == "__main__":
    main(sys.argv[1:])
