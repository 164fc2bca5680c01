"""A real browser. Where there is none its tests are skipped in plain sight, but not where everything is to be tested."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")


@contextmanager
def a_browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        _do_without("There is no browser at /usr/bin/chromium.")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    driver = sync_playwright()
    try:
        playwright = driver.start()
    except Exception as error:
        _do_without(f"What drives the browser doesn't start here ({error}).")
    browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
    yield browser
    browser.close()
    playwright.stop()


def _do_without(why: str) -> NoReturn:
    if os.environ.get("ARMKROK_TEST_ALL"):
        pytest.fail(f"{why} Everything is to be tested.")
    pytest.skip(why)


def what_axe_finds(page: Page) -> list[str]:
    """Faults of accessibility on the page, as "rule: where"."""
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]
