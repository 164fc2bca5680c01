"""Whom one coordinator takes along: what is shown of it, and what is done with it. The page of whoever has signed in
and the one that the personal link opens show and do the same; the page of an invitation may show it too."""

from functools import cached_property

from django.http import HttpRequest
from django.utils.translation import gettext as _

from armkrok.accounts.limits import limited
from armkrok.directory.models import Person
from armkrok.journal import clock
from armkrok.networks.models import Appointment
from armkrok.ui.typed import plain, whole_number

from .. import bringing
from ..forms.companions import AloneForm, CompanionForm
from ..letters.companions import draft
from ..models import Assignment, AssignmentState, Companion
from ..models.companion import COMING_ALONG
from ..models.meeting import COMING
from ..rules import Refusal

# The invitation is in one's own words and goes to any address: enough for everybody, too little to mail around with.
INVITATIONS = "30/h/ip"


class Bringing:
    """What a coordinator sees of one assignment. `meetings/companion_form.html` shows it as `bringing`.

    Its forms are sent with a field `companion`, so that they can stand beside other forms of a page. Give it an
    assignment with meeting, network, person and organisation read already; it then takes three queries.
    """

    def __init__(self, request: HttpRequest, assignment: Assignment, by: Person) -> None:
        self.request, self.assignment, self.by = request, assignment, by
        self.meeting = assignment.meeting
        now = clock.now()
        self.begun = self.meeting.has_begun(now)
        self.coming = self.meeting.state in COMING
        self.refusal = ""
        sent = request.POST if request.method == "POST" else None
        what = sent.get("companion") if sent else None
        self.alone = AloneForm(sent if what == "alone" else None, prefix="alone", auto_id="id_alone_%s")
        self._sent = sent if what == "invite" else None

    @cached_property
    def role(self) -> str:
        """The one that was chosen from those that the network suggests."""
        return plain(self.request.GET.get("role", ""))[:200]

    @cached_property
    def form(self) -> CompanionForm:
        begins = {"role": self.role, "message": draft(self.assignment, self.role)}
        return CompanionForm(
            self.meeting.network, self._sent, initial=begins, prefix="companion", auto_id="id_companion_%s"
        )

    @cached_property
    def speaks(self) -> bool:
        """Whether they still speak for the member: a successor has an assignment of their own."""
        speaking = Appointment.objects.speaking(clock.today())
        return speaking.filter(
            person=self.assignment.person_id, enrolment=self.assignment.enrolment_id
        ).exists()

    @property
    def may_change(self) -> bool:
        return self.coming and not self.begun and self.speaks

    @cached_property
    def companions(self) -> list[Companion]:
        """Who comes or may come first, then those who can't."""
        found = list(self.assignment.companions.select_related("person"))
        return sorted(found, key=lambda c: (c.state not in COMING_ALONG, c.pk))

    @property
    def standing(self) -> list[Companion]:
        return [c for c in self.companions if c.state in COMING_ALONG]

    @property
    def folded(self) -> bool:
        """Whether the form to invite waits behind a line: the question is answered, and nothing has been begun here."""
        return self.state != AssignmentState.OPEN and not self.form.is_bound and not self.role

    @property
    def state(self) -> AssignmentState:
        return self.assignment.state_with(self.companions)

    @property
    def failed(self) -> bool:
        return bool(self.refusal or self.form.errors or self.alone.errors)


def act(page: Bringing) -> str:
    """Do what was sent. Returns what is to be said of it; empty when something is to be mended first, or when it wasn't
    for us, and then `page` says what."""
    sent, by, at = page.request.POST, page.by, clock.now()
    what = sent.get("companion")
    if what and not page.speaks:
        page.refusal = _("You don't speak for the municipality any more, so somebody else brings somebody.")
        return ""
    form = {"invite": page.form, "alone": page.alone}.get(what or "")
    if form and not form.is_valid():
        return ""
    try:
        if what == "invite":
            limited(page.request, "meetings.companion", INVITATIONS)
            data = page.form.rest()
            brought = bringing.bring(page.assignment, page.form.someone, by=by, at=at, **data)
            return _("The invitation to %(name)s is on its way, in your name.") % {
                "name": brought.person.name
            }
        if what == "alone":
            bringing.come_alone(page.assignment, page.alone.cleaned_data["why"], by=by, at=at)
            return _("Thank you for saying why. You can still invite somebody.")
        if what == "call_off":
            number = whole_number(sent.get("number"))
            companion = next((c for c in page.companions if c.pk == number), None)
            if companion:
                bringing.call_off(companion, by=by, at=at)
                return _("%(name)s has been told not to come.") % {"name": companion.person.name}
    except Refusal as no:
        if form and no.field in form.fields:
            form.add_error(no.field, str(no))
        else:
            page.refusal = str(no)
    return ""
