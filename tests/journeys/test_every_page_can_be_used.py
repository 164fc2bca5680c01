"""axe finds nothing, nothing sticks out, and the browser has nothing to complain about: every page, everybody."""

import re
from urllib.parse import urlencode

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
        "/networks/barn-och-unga/{meeting}",
        "/networks/kunst-i-det-offentlige-rum/{meeting}",
        "/networks/fritidsfaciliteter/{meeting}",
        "/networks/kulturchefer/{meeting}",
        "/meetings/fritidsfaciliteter-2027-1/",
        "/meetings/fritidsfaciliteter-2027-1/now/",
        "/meetings/fritidsfaciliteter-2027-2/now/",
        "{letter} idraetskonsulent.svendborg Invitation: Adgang for alle",
        "{letter} idraetschef.aarhus Du har en plads: Adgang for alle",
        "{letter} faktura.vejle 2027-0006",
        "{letter} faktura.randers 9520000002490",
        "{letter} bademester.koge Du har en plads: Adgang for alle",
        "{letter} specialkonsulent.styrelsen-for-byggeri-og-fritid Invitation som gæst",
        "{letter} medarbejder-i-byplanlaegning.randers I er værter: Adgang for alle",
        "{letter} museipedagog.konstmuseet-i-ystad Ni är värd",
        "{letter} bvc-sjukskoterska.hoor Vill du följa med?",
        "{letter} kultursamordnare.hoor Vem tar du under armen? Läsning",
        "{letter} strategisk-medarbejder-pa-idraetsomradet.esbjerg Ude i det fri, 18. marts 2027",
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
        "/me/calendar/",
        "/networks/fritidsfaciliteter/meetings/",
        "/networks/fritidsfaciliteter/meetings/?year=all",
        "/networks/fritidsfaciliteter/meetings/?q=zzz",
        "/networks/kunst-i-det-offentlige-rum/meetings/",
        "/networks/kunst-i-det-offentlige-rum/meetings/new/",
        "/meetings/fritidsfaciliteter-2027-1/{making}",
        "/meetings/fritidsfaciliteter-2027-2/{making}",
        "/meetings/fritidsfaciliteter-2027-1/notes/items/{noted}/",
        "/meetings/fritidsfaciliteter-2027-1/notes/summary/",
        "/meetings/fritidsfaciliteter-2027-1/take-home/",
        "/meetings/fritidsfaciliteter-2027-1/actions/{action}/",
        "/meetings/fritidsfaciliteter-2027-2/now/?screen=1",
        "/meetings/fritidsfaciliteter-2027-2/programme/items/{item}/",
        "/meetings/fritidsfaciliteter-2027-2/participants/?show=declined",
        "/meetings/fritidsfaciliteter-2027-2/participants/mail/",
        "/meetings/fritidsfaciliteter-2027-2/participants/registration/",
        "/meetings/fritidsfaciliteter-2027-2/participants/registration/?enrolment={enrolment}",
        "/meetings/fritidsfaciliteter-2027-2/seats/{seat}/swap/",
        "/meetings/fritidsfaciliteter-2027-2/guests/{guest}/calling-off/",
        "/meetings/fritidsfaciliteter-2027-2/host/?organisation={host}",
        "/meetings/fritidsfaciliteter-2027-2/material/{material}/",
        "/networks/fritidsfaciliteter/hosts/",
        "/networks/fritidsfaciliteter/hosts/?q=zzz",
        "/networks/fritidsfaciliteter/hosts/offers/{offer}/answer/",
        "/organisations/{organisation}/hosting/",
        "/networks/fritidsfaciliteter/prices/",
        "/networks/fritidsfaciliteter/prices/by_meetings_left/?for=fee",
        "/networks/fritidsfaciliteter/prices/population_band/?for=fee",
        "/networks/kulturchefer/prices/",
        "/networks/fritidsfaciliteter/members/{Randers}/packages/",
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
        "/organisations/{issuer}/invoices/",
        "/organisations/{issuer}/invoices/?q=zzz",
        "/invoices/{open_invoice}/",
        "/networks/fritidsfaciliteter/members/{Randers}/invoices/",
        "/networks/fritidsfaciliteter/members/{Randers}/invoicing/",
        "/organisations/{issuer}/invoices/due/",
        "/organisations/{issuer}/invoices/runs/",
        "/organisations/{issuer}/invoices/issuer/",
        "/networks/fritidsfaciliteter/fees/2027/",
        "/networks/kulturchefer/fees/2027/",
        "/organisations/{issuer}/invoices/payments/",
        "/organisations/{issuer}/invoices/payments/?show=all",
        "/organisations/{issuer}/invoices/payments/{payment}/",
        "/organisations/{issuer}/invoices/payments/{payment}/?q=a",
        "/organisations/{issuer}/invoices/bookkeeping/?start=2027-01-01&end=2027-06-30",
        "/invoices/{open_invoice}/credit/",
        "/invoices/{open_invoice}/payment/",
        "/invoices/{open_invoice}/reminders/pause/",
    ],
    "skane-secretariat": [
        "/meetings/barn-och-unga-2027-2/notes/",
        "/meetings/barn-och-unga-2027-2/notes/approval/",
        "/meetings/barn-och-unga-2027-2/notes/sharing/",
        "/networks/barn-och-unga/meetings/",
        "/networks/barn-och-unga/meetings/new/?like=barn-och-unga-2027-1",
        "/networks/barn-och-unga/hosts/",
        "/meetings/barn-och-unga-2027-4/{making}",
        "/meetings/barn-och-unga-2027-1/companions/",
        "/meetings/barn-och-unga-2027-1/companions/?state=none",
        "/meetings/barn-och-unga-2027-3/programme/",
        "/meetings/barn-och-unga-2027-3/host/?q=zzz",
        "/today/",
        "/networks/barn-och-unga/settings/",
    ],
    "bkf-facilitator": [
        "/invoices/",
        "/today/",
        "/networks/kunst-i-det-offentlige-rum/settings/",
        "/meetings/kunst-i-det-offentlige-rum-2027-3/{making}",
    ],
    "coordinator-hoor": [
        "/meetings/barn-och-unga-2027-2/",
        "/me/meetings/",
        "/networks/barn-och-unga/meetings/",
        "/networks/barn-och-unga/hosts/",
        "/networks/barn-och-unga/hosts/offer/",
        "/meetings/barn-och-unga-2027-1/",
        "/meetings/barn-och-unga-2027-1/companion/",
        "/meetings/barn-och-unga-2027-3/",
        "/me/",
        "/networks/barn-och-unga/members/",
        "/account/",
    ],
    "coordinator-svendborg": [
        "/me/",
        "/meetings/fritidsfaciliteter-2027-1/notes/",
        "/meetings/fritidsfaciliteter-2027-1/actions/",
        "/meetings/fritidsfaciliteter-2027-1/take-home/",
        "/networks/fritidsfaciliteter/members/",
        "/networks/fritidsfaciliteter/hosts/offer/",
        "/meetings/fritidsfaciliteter-2027-2/",
        "/meetings/fritidsfaciliteter-2027-2/registration/",
    ],
    "coordinator-esbjerg": [
        "/me/",
        "/meetings/fritidsfaciliteter-2027-2/",
        "/meetings/fritidsfaciliteter-2027-2/registration/",
        "/meetings/fritidsfaciliteter-2027-3/",
    ],
    "host-randers": [
        "/me/",
        "/meetings/fritidsfaciliteter-2027-2/",
        "/meetings/fritidsfaciliteter-2027-2/registration/",
        "/meetings/fritidsfaciliteter-2027-2/answers/",
    ],
    "manager-svendborg": ["/me/"],
    "manager-bjuv": ["/me/", "{task}"],
    "applicant-fredensborg": ["/me/", "{task}"],
    "contact-koge": ["/me/"],
    "outsider": ["/me/"],
}
MAKING = [  # every page on which a meeting is made, beside its overview
    "edit",
    "programme",
    "programme/copying",
    "programme/template",
    "host",
    "guests",
    "questions",
    "publication",
    "publication/ending",
    "invitations",
    "participants",
    "companions",
    "reminders",
    "rescheduling",
    "cancellation",
    "attendance",
    "attendance/walk-in",
    "papers",
    "now",
    "holding",
    "notes",
    "actions",
    "material",
]
OTHERWISE = {  # answers that aren't 200, of which the browser complains
    "/nowhere/": 404,
    "{letter} bvc-sjukskoterska.hoor Vill du följa med?": 410,
    "{letter} kultursamordnare.hoor Vem tar du under armen? Läsning": 410,
}


def numbers(reader: Reader, path: str, pattern: str) -> list[str]:
    html = reader.opens(path).page.content()
    return re.findall(pattern, html)


WHERE = {  # on which page one finds a number, and how
    "item": ("programme/", r"/items/(\d+)/\""),
    "seat": ("participants/", r"/seats/(\d+)/swap/"),
    "guest": ("guests/", r"/guests/(\d+)/calling-off/"),
    "enrolment": ("participants/", r"\?enrolment=(\d+)"),
    "host": ("host/", r"\?organisation=(\d+)"),
    "material": ("material/", r"/material/(\d+)/\""),
    "noted": ("notes/", r"/notes/items/(\d+)/"),
    "action": ("actions/", r"/actions/(\d+)/\""),
    "offer": ("hosts/", r"/offers/(\d+)/answer/"),
}


def meetings_on(reader: Reader, path: str) -> list[str]:
    found = sorted(set(numbers(reader, path, r'href="(/meetings/[\w-]+/)"')))
    assert found, path
    return found


def the_link_in(reader: Reader, about: str) -> str:
    """The personal link of somebody's newest letter about something."""
    to, _space, subject = about.partition(" ")
    query = urlencode({"to": f"{to}@example.org", "q": subject})
    letter = numbers(reader, f"/demo/mail/?{query}", r'href="(/demo/mail/\d+/)"')[0]
    return numbers(reader, f"{letter}letter/", r'href="[^"]*(/l/[^"]+)"')[0]


def of_issuer(reader: Reader, path: str) -> str:
    """The issuer of whoever looks; a payment that waits for a person; an invoice that isn't paid."""
    issuer = numbers(reader, "/invoices/", r"/organisations/(\d+)/invoices/payments/")[0]
    home = f"/organisations/{issuer}/invoices/"
    path = path.replace("{issuer}", issuer)
    if "{payment}" in path:
        path = path.replace("{payment}", numbers(reader, f"{home}payments/", r"/payments/(\d+)/\"")[0])
    if "{open_invoice}" in path:
        found = numbers(reader, f"{home}?state=open", r"/invoices/(\d+)/\"")
        path = path.replace("{open_invoice}", found[0])
    return path


def expand(reader: Reader, path: str) -> list[str]:
    """The addresses that a pattern stands for, found as a person would: on the pages before."""
    if "{Randers}" in path:
        found = numbers(reader, "/networks/fritidsfaciliteter/members/?q=randers", r"/members/(\d+)/")
        return [path.replace("{Randers}", found[0])]
    if "{issuer}" in path or "{open_invoice}" in path:
        return [of_issuer(reader, path)]
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
    if "{meeting}" in path:
        return meetings_on(reader, path.replace("{meeting}", ""))
    if "{making}" in path:
        return [path.replace("{making}", page) for page in ["", *(f"{name}/" for name in MAKING)]]
    if name := re.search(r"{(item|seat|guest|offer|enrolment|host|material|noted|action)}", path):
        page, pattern = WHERE[name[1]]
        home = re.match(r"/\w+/[\w-]+/", path)
        assert home
        return [path.replace(name[0], numbers(reader, home[0] + page, pattern)[0])]
    if path.startswith("{letter}"):
        return [the_link_in(reader, path.removeprefix("{letter} "))]
    if path == "{task}":
        return numbers(reader, "/me/", r'href="(/l/[^"]+)"')[:2]
    return [path]


@pytest.mark.parametrize(
    ("languages", "width", "scheme"), [(("en",), 1280, "light"), (("sv", "da"), 320, "dark")]
)
def test_every_page(
    served: Served, browser: Browser, languages: tuple[str, ...], width: int, scheme: str
) -> None:
    """K1: WCAG 2.2 AA, in every language, on narrow and wide screens, light and dark. The languages take turns from one
    of the cast to the next."""
    for number, (who, patterns) in enumerate(PAGES.items()):
        language = languages[number % len(languages)]
        reader = Reader(browser, served.address, language, width)
        reader.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        if who:
            reader.opens("/").steps_in_as(who)
        for pattern in patterns:
            for path in expand(reader, pattern):
                answer, status = reader.page.goto(path), OTHERWISE.get(pattern, 200)
                assert answer, path
                assert answer.status == status, path
                reader.complaints = [c for c in reader.complaints if status == 200 or str(status) not in c]
                if path.startswith("/l/"):
                    reader.language = reader.page.locator("html").get_attribute("lang") or ""
                reader.finds_nothing_wrong()
                reader.language = language
        reader.leaves()
