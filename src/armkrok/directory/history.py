"""What the journal says of the directory's acts."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "organisation.added": _("added the organisation"),
    "organisation.changed": _("changed the organisation"),
    "organisation.merged": _("merged two organisations into one"),
    "department.added": _("added a department or committee"),
    "department.changed": _("changed a department or committee"),
    "department.removed": _("removed a department or committee"),
    "person.added": _("added the person"),
    "person.changed": _("changed the person"),
    "person.merged": _("merged two people into one"),
    "person.erased": _("erased what was known of the person"),
    "places.loaded": _("loaded municipalities and stations"),
}
