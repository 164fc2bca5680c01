import pytest

pytestmark = pytest.mark.django_db


def test_world(world):
    assert world.enrolment.state == "active"
    assert [m.subject for m in world.letters("coordinator@example.org")]
    for m in world.letters("coordinator@example.org"):
        print(m.subject, m.text)
