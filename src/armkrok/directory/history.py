"""What the journal says of the directory's acts."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "organisation.added": _("added the organisation"),
    "organisation.changed": _("changed the organisation"),
    "organisation.merged": _("merged two organisations into one"),
    "person.added": _("added the person"),
    "person.changed": _("changed the person"),
    "person.merged": _("merged two people into one"),
    "places.loaded": _("loaded municipalities and stations"),
}
