"""What the README promises whoever installs Armkrok: every setting is told, and a wrong one says so and why."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent


def settings_in_the_table() -> list[str]:
    readme = (PROJECT / "README.md").read_text()
    _before, _head, table = readme.partition("| setting | default | meaning |")
    rows = table.partition("\n\n")[0].splitlines()
    return [name for row in rows for name in re.findall(r"^\| `ARMKROK_([A-Z_]+)` \|", row)]


def source() -> str:
    return "".join((PROJECT / f"src/armkrok/{name}.py").read_text() for name in ("settings", "environment"))


def settings_that_are_read() -> set[str]:
    return set(re.findall(r'\bread\(env\.\w+, "([A-Z_]+)"', source()))


def test_the_table_tells_every_setting_once_and_no_other() -> None:
    told = settings_in_the_table()
    assert len(told) == len(set(told))
    assert set(told) == settings_that_are_read()


def test_settings_are_read_in_one_way_only() -> None:
    """Else the comparison above would miss one."""
    assert len(re.findall(r"\bread\(env\.", source())) == len(
        re.findall(r'\bread\(env\.\w+, "([A-Z_]+)"', source())
    )
    assert "os.environ" not in source()


def start(data_dir: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """`manage.py check`, or what `words` say, with these settings and no others."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("ARMKROK_", "DJANGO_"))}
    given = {"ARMKROK_DATA_DIR": str(data_dir)} | {f"ARMKROK_{name}": v for name, v in settings.items()}
    return subprocess.run(  # noqa: S603 (our own words)
        [sys.executable, PROJECT / "manage.py", *(words or ["check"])],
        env=ours | given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_it_starts_with_the_defaults(tmp_path: Path) -> None:
    started = start(tmp_path)
    assert started.returncode == 0, started.stderr
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("setting", "value", "why"),
    [
        ("DATA_DIR", "/dev/null/there", "can't be made"),
        ("DEMO", "perhaps", "boolean"),
        ("DEMO_TODAY", "tomorrow", "date"),
        ("DEMO_TODAY", "2027-06-01", "only a demo"),
        ("URL", "networks.example.org", "is not an address"),
        ("URL", "https://networks.example.org:abc", "port"),
        ("DATABASE_URL", "postgresql://localhost:abc/armkrok", "port"),
        ("SMTP_URL", "smtp://localhost:99999", "port"),
        ("IMAP_URL", "https://example.org", "imaps://user:word@host/INBOX"),
        ("IMAP_URL", "imaps://host/INBOX", "imaps://user:word@host/INBOX"),
        ("TIME_ZONE", "Europe/Lund", "no time zone"),
        ("TRUSTED_PROXIES", "-1", "negative"),
        ("URL", "https://example.org/networks", "is not an address"),
        ("URL", "https://example.org/?a=b", "is not an address"),
        ("URL", "https://example.org/#top", "is not an address"),
        ("URL", "https://me:secret@example.org", "is not an address"),
        ("URL", "https://*", "is not an address"),
        ("URL", "https://[::1", "can't be read"),
        ("HOSTS", "*", "name each host"),
        ("HOSTS", "a.example.org,*.example.org", "name each host"),
        ("MAIL_FROM", "@", "is not a mail address"),
        ("MAIL_FROM", "Armkrok <networks@>", "is not a mail address"),
        ("SECRET_KEY", "short", "40 characters"),
        ("DATABASE_URL", "mysql://localhost/armkrok", "begins with neither"),
        ("SMTP_URL", "mail.example.org", "must look like"),
        ("MAIL_FROM", "the secretariat", "is not a mail address"),
        ("UPLOAD_MB", "much", "integer"),
        ("UPLOAD_MB", "0", "between 1 and 500"),
        ("UNDO_SECONDS", "soon", "integer"),
        ("UNDO_SECONDS", "-1", "negative"),
        ("LANGUAGE", "nb", "is none of"),
        ("TRUSTED_PROXIES", "some", "integer"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_says_why(
    tmp_path: Path, setting: str, value: str, why: str
) -> None:
    started = start(tmp_path, **{setting: value})
    assert started.returncode != 0
    (sentence,) = started.stderr.strip().splitlines()
    assert f"The setting ARMKROK_{setting} is wrong" in sentence
    assert why in sentence


def test_it_starts_at_an_address_in_numbers(tmp_path: Path) -> None:
    said = "import django.conf; print(django.conf.settings.ALLOWED_HOSTS, django.conf.settings.BASE_URL)"
    for address, host in {"http://[::1]:8000": "[::1]", "http://127.0.0.1:8000": "127.0.0.1"}.items():
        started = start(tmp_path, "shell", "--no-imports", "-c", said, URL=address)
        assert started.stdout.strip() == f"['{host}'] {address}", started.stderr


@pytest.mark.parametrize("sender", ["Nätverk <networks@example.org>", "armkrok@localhost", "a@b.example"])
def test_a_sender_can_have_a_name(tmp_path: Path, sender: str) -> None:
    assert start(tmp_path, MAIL_FROM=sender).returncode == 0


def test_an_empty_key_is_made_anew_and_a_key_is_kept(tmp_path: Path) -> None:
    """A disk that was full, or a machine that went down, between opening the file and writing to it."""
    kept = tmp_path / "secret-key"
    kept.touch(mode=0o600)
    assert start(tmp_path).returncode == 0
    key = kept.read_text()
    assert len(key) >= 40
    assert kept.stat().st_mode & 0o077 == 0
    assert start(tmp_path).returncode == 0
    assert kept.read_text() == key
    assert [file.name for file in tmp_path.glob("secret-key*")] == ["secret-key"]
