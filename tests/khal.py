"""A calendar program from Debian, which reads what we send. Where it isn't there its tests are skipped in plain sight,
but not where everything is to be tested."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

_SETTINGS = """
[calendars]
[[home]]
path = {folder}/entries
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""


class Khal:
    """One person's calendar, on a machine whose clock shows that zone's hours."""

    def __init__(self, folder: Path, zone: str) -> None:
        if not shutil.which("khal"):
            why = "There is no khal here."
            if os.environ.get("ARMKROK_TEST_ALL"):
                pytest.fail(f"{why} Everything is to be tested.")
            pytest.skip(why)
        self.folder = folder
        (folder / "entries").mkdir(parents=True)
        (folder / "settings").write_text(_SETTINGS.format(folder=folder, zone=zone))

    def take(self, raw: bytes) -> None:
        file = self.folder / "invite.ics"
        file.write_bytes(raw)
        self._run("import", "--batch", "-a", "home", str(file))

    def shows(self, day: str, days: int = 3) -> list[str]:
        """A line for each entry: from when to when, what, where, how it stands."""
        format_ = "{start-long-full}|{end-long-full}|{title}|{location}|{status}"
        said = self._run("list", "--once", "--day-format", "", "--format", format_, day, f"{days}d")
        return [line.strip() for line in said.splitlines() if "|" in line]

    def _run(self, *words: str) -> str:
        here = {"HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder), "LC_ALL": "C.UTF-8"}
        done = subprocess.run(  # noqa: S603
            ["khal", "-c", str(self.folder / "settings"), *words],  # noqa: S607
            env=os.environ | here,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout
