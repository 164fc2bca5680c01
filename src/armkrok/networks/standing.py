"""What somebody may do, from facts: a running role in a team, a running appointment. Nothing is copied."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from armkrok.directory.models import Organisation, Person
from armkrok.journal import clock

from .models import Appointment, Enrolment, Role


def is_staff(person: Person) -> bool:
    return Role.objects.running(clock.today()).filter(person=person).exists()


def speaks_for(person: Person, organisation: Organisation) -> bool:
    return (
        Appointment.objects.running(clock.today()).filter(person=person, organisation=organisation).exists()
        or Enrolment.objects.open().filter(professional_contact=person, organisation=organisation).exists()
    )


class StandingBackend(BaseBackend):
    """Answers "networks.staff" for anybody, and "directory.see" for an organisation."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not user_obj.is_active or user_obj.is_anonymous:
            return False
        if perm == "networks.staff" or (perm == "directory.see" and obj is None):
            if not hasattr(user_obj, "_is_staff"):
                user_obj._is_staff = is_staff(user_obj.person)
            return user_obj._is_staff
        if perm == "directory.see":
            return self.has_perm(user_obj, "networks.staff") or speaks_for(user_obj.person, obj)
        return False
