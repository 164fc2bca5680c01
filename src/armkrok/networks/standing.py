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
        Appointment.objects.speaking(clock.today()).filter(person=person, organisation=organisation).exists()
        or Enrolment.objects.members().filter(professional_contact=person, organisation=organisation).exists()
    )


def may_change(by: Person, row: Person | Organisation) -> bool:
    """Whether a member of the staff may change or merge this row of the directory.

    All rows but those that rights hang on: whoever works in a team is changed by staff of the same organisations,
    and an organisation with teams is merged by its own. Else one could sign in as somebody else by giving them
    one's own address, or make another organisation's teams one's own.
    """
    if row == by:
        return True
    if isinstance(row, Person):
        roles = Role.objects.exclude(to_on__lt=clock.today()).filter(person=row)
        theirs = set(roles.values_list("team__organisation", flat=True))
    else:
        theirs = {row.pk} if row.teams.exists() else set()
    mine = Role.objects.running(clock.today()).filter(person=by)
    return not theirs or theirs <= set(mine.values_list("team__organisation", flat=True))


class StandingBackend(BaseBackend):
    """Answers "networks.staff" for anybody, and for rows of the directory "directory.see" and "directory.change"."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not user_obj.is_active or user_obj.is_anonymous:
            return False
        if perm == "networks.staff" or (perm == "directory.see" and obj is None):
            if not hasattr(user_obj, "_is_staff"):
                user_obj._is_staff = is_staff(user_obj.person)
            return user_obj._is_staff
        if perm == "directory.see":
            return self.has_perm(user_obj, "networks.staff") or speaks_for(user_obj.person, obj)
        if perm == "directory.change":
            return self.has_perm(user_obj, "networks.staff") and may_change(user_obj.person, obj)
        return False
