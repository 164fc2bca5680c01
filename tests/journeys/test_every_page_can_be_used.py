"""axe finds nothing, nothing sticks out, and the browser has nothing to complain about: every page, everybody."""

import re

import pytest
from playwright.sync_api import Browser

from tests.journeys.reader import Reader
from tests.served import Served

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

PAGES = {
    "": [
        "/networks/",
        "/networks/?q=zzz",
        "/networks/barn-och-unga/",
        "/networks/kulturchefer/",
        "/networks/kunst-i-det-offentlige-rum/",
        "/networks/fritidsfaciliteter/",
        "/networks/kulturchefer/enrolment/",
        "/networks/kulturchefer/enrolment/?q=ko",
        "/networks/kunst-i-det-offentlige-rum/enrolment/?unlisted=1&name=Galleri",
        "/sign-in/",
        "/demo/mail/",
        "/nowhere/",
    ],
    "kl-secretariat": [
        "/today/",
        "/me/",
        "/networks/",
        "/networks/new/",
        "/me/meetings/",
        "/networks/fritidsfaciliteter/meetings/",
        "/networks/fritidsfaciliteter/meetings/?year=all",
        "/networks/fritidsfaciliteter/meetings/?q=zzz",
        "/networks/kunst-i-det-offentlige-rum/meetings/",
        "/networks/kunst-i-det-offentlige-rum/meetings/new/",
        "{making}",
        "/networks/fritidsfaciliteter/members/",
        "/networks/fritidsfaciliteter/members/?state=refused",
        "/networks/fritidsfaciliteter/members/{Randers}/",
        "/networks/fritidsfaciliteter/members/{Randers}/contacts/",
        "/networks/fritidsfaciliteter/members/{Randers}/nomination/",
        "/networks/fritidsfaciliteter/members/{Randers}/withdrawal/",
        "/networks/kunst-i-det-offentlige-rum/settings/",
        "/networks/kunst-i-det-offentlige-rum/settings/{groups}/",
        "/networks/kunst-i-det-offentlige-rum/publication/ending/",
        "/networks/kunst-i-det-offentlige-rum/facilitators/",
        "/teams/",
        "/teams/new/",
        "/teams/{team}/",
        "/teams/{team}/?q=a",
        "/organisations/",
        "/organisations/?q=roskilde",
        "/organisations/new/",
        "/organisations/{organisation}/",
        "/organisations/{organisation}/edit/",
        "/organisations/{organisation}/merging/",
        "/organisations/{organisation}/departments/",
        "{department}",
        "{department}removal/",
        "/people/",
        "/people/new/",
        "/people/{person}/",
        "/people/{person}/edit/",
        "/people/{person}/merging/",
        "/account/",
    ],
    "skane-secretariat": [
        "/networks/barn-och-unga/meetings/",
        "/today/",
        "/networks/barn-och-unga/settings/",
    ],
    "bkf-facilitator": ["/today/", "/networks/kunst-i-det-offentlige-rum/settings/"],
    "coordinator-hoor": [
        "/me/meetings/",
        "/networks/barn-och-unga/meetings/",
        "/me/",
        "/networks/barn-och-unga/members/",
        "/account/",
    ],
    "coordinator-svendborg": ["/me/", "/networks/fritidsfaciliteter/members/"],
    "manager-svendborg": ["/me/"],
    "manager-bjuv": ["/me/", "{task}"],
    "applicant-fredensborg": ["/me/", "{task}"],
    "contact-koge": ["/me/"],
    "outsider": ["/me/"],
}
MAKING = [
    "programme",
    "programme/copying",
    "programme/template",
    "edit",
    "publication",
    "publication/ending",
    "invitations",
    "rescheduling",
    "cancellation",
    "holding",
]
EXPECTED_COMPLAINT = re.compile("404")  # the browser tells of the page that isn't there


def numbers(reader: Reader, path: str, pattern: str) -> list[str]:
    html = reader.opens(path).page.content()
    return re.findall(pattern, html)


def expand(reader: Reader, path: str) -> list[str]:
    """The addresses that a pattern stands for, found as a person would: on the pages before."""
    if "{Randers}" in path:
        found = numbers(reader, "/networks/fritidsfaciliteter/members/?q=randers", r"/members/(\d+)/")
        return [path.replace("{Randers}", found[0])]
    if "{groups}" in path:
        overview = "/networks/kunst-i-det-offentlige-rum/settings/"
        groups = sorted(set(numbers(reader, overview, r'settings/([\w-]+)/"')))
        assert len(groups) >= 8
        return [path.replace("{groups}", group) for group in groups]
    if "{department}" in path:
        home = numbers(reader, "/organisations/?q=svendborg", r'href="(/organisations/\d+/)"')[0]
        return [path.replace("{department}", numbers(reader, home, rf'"({home}departments/\d+/)"')[0])]
    if "{organisation}" in path:
        found = numbers(reader, "/organisations/?q=roskilde", r'href="/organisations/(\d+)/"')
        return [path.replace("{organisation}", found[0])]
    if "{team}" in path:
        return [
            path.replace("{team}", number) for number in set(numbers(reader, "/teams/", r"/teams/(\d+)/"))
        ]
    if "{person}" in path:
        return [path.replace("{person}", numbers(reader, "/people/", r'href="/people/(\d+)/"')[0])]
    if path == "{making}":
        found = numbers(reader, "/networks/fritidsfaciliteter/meetings/", r'href="(/meetings/[\w-]+/)"')
        return [f"{meeting}{page}/" for meeting in sorted(set(found)) for page in MAKING]
    if path == "{task}":
        return numbers(reader, "/me/", r'href="(/l/[^"]+)"')[:2]
    return [path]


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("en", 1280, "light"), ("sv", 320, "dark"), ("da", 390, "light")]
)
def test_every_page(served: Served, browser: Browser, language: str, width: int, scheme: str) -> None:
    """K1: WCAG 2.2 AA, in every language, on narrow and wide screens, light and dark."""
    for who, patterns in PAGES.items():
        reader = Reader(browser, served.address, language, width)
        reader.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        if who:
            reader.opens("/").steps_in_as(who)
        for pattern in patterns:
            for path in expand(reader, pattern):
                reader.opens(path)
                reader.complaints = [c for c in reader.complaints if not EXPECTED_COMPLAINT.search(c)]
                if path.startswith("/l/"):
                    reader.language = reader.page.locator("html").get_attribute("lang") or ""
                reader.finds_nothing_wrong()
                reader.language = language
        reader.leaves()
