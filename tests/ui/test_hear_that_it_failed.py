"""What htmx can't fetch is said on the page, in the reader's language."""

from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.browser import a_browser

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_answer_and_a_refusal_are_told(live_server: Any) -> None:
    with a_browser() as browser:
        page = browser.new_page(base_url=live_server.url, locale="en-GB")
        page.goto("/networks/")

        def answers(route: Route) -> None:
            if "q=gone" in route.request.url:
                route.abort()
            elif "q=many" in route.request.url:
                route.fulfill(status=429, body="")
            else:
                route.continue_()

        page.route("**/networks/?*", answers)
        search = page.get_by_role("searchbox").first
        for words in ("gone", "many"):
            search.fill(words)
            expect(page.get_by_role("alert")).to_contain_text("This didn't work")
            expect(page.get_by_role("alert")).to_have_count(1)
        search.fill("fine")
        expect(page.get_by_role("alert")).to_have_count(0)
