"""When which reminder goes out, to how many, and whether it has; and the switch that holds them back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.ui.access import signed_in

from .. import reminding
from ..models import ReminderPause
from ..models.meeting import COMING
from ..rules import Reminder
from .host import run_by_me

WORDS = {
    Reminder.UNANSWERED: (
        gettext_lazy("Those who haven't answered"),
        gettext_lazy("Also those who have said “perhaps”."),
    ),
    Reminder.COMPANION: (
        gettext_lazy("Those who bring nobody yet"),
        gettext_lazy("Who has said why they come alone isn't asked again."),
    ),
    Reminder.HOST: (
        gettext_lazy("The host's contact"),
        gettext_lazy("With the numbers, and what is open on the check list."),
    ),
    Reminder.SPEAKERS: (gettext_lazy("Guests"), gettext_lazy("With their own time.")),
    Reminder.COMING: (
        gettext_lazy("Those who come"),
        gettext_lazy("With what they need to know: when, where, how to get there."),
    ),
}


@signed_in
def reminders(request: HttpRequest, slug: str) -> HttpResponse:
    meeting, at = run_by_me(request, slug), clock.now()
    if request.method == "POST":
        by = this_person(request)
        if "hold" in request.POST:
            reminding.hold_back(meeting, by=by, at=at)
            messages.success(
                request, _("The reminders are held back. Nobody gets any until you let them go.")
            )
        elif "go" in request.POST:
            reminding.let_go(meeting, by=by, at=at)
            messages.success(request, _("The reminders go out again, each on its day."))
        return redirect("meetings:reminders", slug)
    going_on = meeting.state in COMING and not meeting.has_begun(at)
    context = {
        "meeting": meeting,
        "network": meeting.network,
        "plans": [(*WORDS[plan.what], plan) for plan in reminding.plans(meeting, at)],
        "pause": ReminderPause.objects.running().filter(meeting=meeting).select_related("by").first(),
        "going_on": going_on,
    }
    return render(request, "meetings/reminders.html", context)
