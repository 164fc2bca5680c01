import pytest

pytestmark = pytest.mark.django_db


def test_world(world, client):
    w = world
    me = w.people["coordinator"]
    sec = w.people["secretary"]
    for person, urls in {
        "coordinator": [
            "/me/",
            f"/networks/{w.network.slug}/members/",
            w.enrolment.get_absolute_url(),
            w.enrolment.get_absolute_url() + "contacts/",
            w.enrolment.get_absolute_url() + "withdrawal/",
            w.enrolment.get_absolute_url() + "nomination/",
            f"/networks/{w.network.slug}/enrolment/?q=sven",
        ],
        "secretary": [
            "/me/",
            "/today/",
            f"/networks/{w.network.slug}/members/?state=vacant",
            f"/networks/{w.network.slug}/members/?export=csv",
            w.application.get_absolute_url(),
            f"/organisations/{w.enrolment.organisation_id}/networks/",
        ],
        "chef-applicant": ["/me/", w.link("networks.appointment", w.people["chef-applicant"])],
        "applicant": [w.link("networks.application", w.people["applicant"])],
    }.items():
        w.sign_in(client, person)
        for url in urls:
            r = client.get(url)
            print(person, url, r.status_code)
            assert r.status_code == 200, r.content[:500]
