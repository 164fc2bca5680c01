"""The menu says where one is, and a sentence around a name is one sentence for whoever translates it."""

from django.test import Client

from armkrok.ui.catalogues import texts
from tests.world import World


def test_the_menu_tells_the_page_itself_from_those_below_it(world: World, client: Client) -> None:
    desk = world.sign_in(client, "secretary")
    assert '<a href="/people/" aria-current="page">' in desk.get("/people/").text
    below = desk.get(f"/people/{world.people['outsider'].pk}/").text
    assert '<a href="/people/" aria-current="true">' in below
    assert '<a href="/people/">' in desk.get("/organisations/").text.partition("</nav>")[0]


def test_sentences_of_the_demo_are_whole(world: World, client: Client) -> None:
    known = {message for _file, _line, message, _context in texts()}
    assert known.isdisjoint({"You are", "from"})
    desk = world.sign_in(client, "secretary")
    assert "You are <strong>Sekretær, KL</strong>" in desk.get("/networks/").text
    letters = desk.get("/demo/mail/", {"to": "applicant@example.org"}).text
    assert "To <span>Ansøger, Aarhus</span>, from <span>KL</span>" in letters


def test_nobodys_name_comes_into_an_address_while_one_searches(world: World, client: Client) -> None:
    page = world.sign_in(client, "secretary").get("/people/").text
    assert "hx-replace-url" not in page
    assert "hx-push-url" not in page
    assert "hx-get" in page


def test_a_part_isnt_kept_as_the_page(world: World, client: Client) -> None:
    desk = world.sign_in(client, "secretary")
    listed = ["/people/", "/organisations/", "/networks/", f"/organisations/{world.kl.pk}/departments/"]
    for address in [*listed, f"/people/{world.people['outsider'].pk}/merging/"]:
        for headers in ({}, {"HX-Request": "true"}):
            answer = desk.get(address, headers=headers)
            assert "HX-Request" in answer["Vary"], address
            assert ("<html" in answer.text) == (not headers)
    for headers in ({}, {"HX-Request": "true"}):
        assert "HX-Request" in Client().get("/people/", headers=headers)["Vary"]
