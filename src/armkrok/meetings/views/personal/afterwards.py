"""What remains of a meeting, behind the link in a mail: read without signing in, by the one whom it was mailed to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from armkrok.accounts.links import task
from armkrok.accounts.models import PersonalLink

from ... import afterwards as remains
from ...models import Meeting


@task(remains.TASK)
def afterwards(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    meetings = Meeting.objects.select_related("network__team__organisation", "place__station")
    meeting = get_object_or_404(meetings, pk=link.target)
    context = {"meeting": meeting, "network": meeting.network}
    return render(request, "meetings/personal/afterwards.html", context)
