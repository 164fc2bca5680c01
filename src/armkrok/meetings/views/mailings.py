"""A mail to a selection of those who come: written, looked at as a receiver gets it, sent; and who got it."""

import hashlib
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from armkrok.accounts.who import this_person
from armkrok.directory.models import Person
from armkrok.directory.rules import search_words
from armkrok.journal import clock
from armkrok.mail.letter import Receiver, in_language_of
from armkrok.ui.access import signed_in
from armkrok.ui.parts import render_part
from armkrok.ui.spreadsheet import download
from armkrok.ui.typed import posted, whole_number

from .. import writing
from ..forms.mailing import MailingForm
from ..letters import mailing as letters
from ..models import Mailing, MailingReceiver, Meeting
from ..models.mailing import Delivery
from ..participants import Group, Line, Participants
from ..rules import Refusal
from .host import run_by_me
from .participants import PER_PAGE, shown

NAMED = 100  # receivers that are named before sending, and as whom the mail can be looked at


class Selection:
    """Whom the address of the page chooses: people by number, groups, or all that a filter of the list shows."""

    def __init__(self, request: HttpRequest, meeting: Meeting) -> None:
        everybody = Participants(meeting, clock.now())
        groups = set(request.GET.getlist("group"))
        people = {number for text in request.GET.getlist("people") if (number := whole_number(text))}
        lines = everybody.chosen(groups, people)
        if request.GET.get("all"):
            lines += everybody.filtered(*shown(request))
        self.receivers, self.without_address = writing.receivers(lines)
        self.groups = [
            (group, len(writing.receivers(everybody.chosen({group}, ()))[0]), group in groups)
            for group in Group
        ]

    @property
    def named(self) -> list[Line]:
        return self.receivers[:NAMED]

    @property
    def more(self) -> int:
        return max(0, len(self.receivers) - NAMED)

    def seen_as(self, form: MailingForm) -> str:
        """A mark of what would be sent to whom: what is sent is what was looked at."""
        parts = [form.cleaned_data["subject"], form.cleaned_data["text"]]
        parts += sorted(str(line.person) for line in self.receivers)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


@signed_in
def mailing_writing(request: HttpRequest, slug: str) -> HttpResponse:
    """First the words, then the mail as a receiver gets it, then it goes."""
    meeting = run_by_me(request, slug)
    selection, form = Selection(request, meeting), MailingForm(posted(request))
    context: dict[str, Any] = {
        "meeting": meeting,
        "network": meeting.network,
        "selection": selection,
        "form": form,
        "fields": letters.FIELDS.items(),
    }
    if request.method == "POST" and selection.receivers and form.is_valid():
        seen = selection.seen_as(form)
        if request.POST.get("do") == "send" and request.POST.get("seen") == seen:
            try:
                sent = _send(request, meeting, selection, form)
            except Refusal as no:
                form.add_error(no.field if no.field in form.fields else None, str(no))
            else:
                messages.success(request, _("The mail is on its way."))
                return redirect("meetings:mailing", slug, sent.pk)
        else:
            context |= {
                "seen": seen,
                "changed": request.POST.get("do") == "send",
                **_preview(request, meeting, selection, form),
            }
    failed = form.is_bound and bool(form.errors or not selection.receivers)
    return render(request, "meetings/mailing_form.html", context, status=422 if failed else 200)


def _send(request: HttpRequest, meeting: Meeting, selection: Selection, form: MailingForm) -> Mailing:
    return writing.write_mailing(
        meeting,
        Person.objects.filter(pk__in=[line.person for line in selection.receivers]).only("pk"),
        form.cleaned_data["subject"],
        form.cleaned_data["text"],
        form_key=form.cleaned_data["form_key"],
        by=this_person(request),
        at=clock.now(),
    )


def _preview(
    request: HttpRequest, meeting: Meeting, selection: Selection, form: MailingForm
) -> dict[str, Any]:
    """The mail as one of them gets it, in the language that they read."""
    number = whole_number(request.POST.get("as"))
    line = next((line for line in selection.receivers if line.person == number), selection.receivers[0])
    person = Person.objects.get(pk=line.person or 0)
    receiver: Receiver = person.as_receiver(meeting.network.language)
    with in_language_of(receiver) as language:
        letter = letters.letter(
            meeting,
            form.cleaned_data["subject"],
            form.cleaned_data["text"],
            name=line.name,
            organisation=line.organisation,
        )
    return {"letter": letter, "letter_language": language, "as": line, "sender": meeting.network.team}


# --- who got it -----------------------------------------------------------------------------------------


@signed_in
@require_safe
def mailing(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What was written, and what has become of each letter; it looks again by itself while the worker writes."""
    meeting = run_by_me(request, slug)
    sent = get_object_or_404(meeting.mailings.select_related("by"), pk=pk)
    receivers: Any = sent.receivers.with_delivery()
    found = _filtered(request, receivers)
    if kind := request.GET.get("export"):
        return _export(sent, list(found), kind)
    tally = dict(receivers.order_by().values_list("delivery").annotate(Count("pk")))
    total = sum(tally.values())
    context: dict[str, Any] = {
        "meeting": meeting,
        "network": meeting.network,
        "mailing": sent,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "deliveries": [(state, state.label, tally.get(state, 0)) for state in Delivery],
        "total": total,
        "written": total - tally.get(Delivery.UNWRITTEN, 0),
        "unwritten": tally.get(Delivery.UNWRITTEN, 0),
        "filtered": bool(request.GET.get("q") or request.GET.get("state")),
        "here": request.get_full_path(),
    }
    return render_part(request, "meetings/mailing.html", "receivers", context)


def _filtered(request: HttpRequest, receivers: Any) -> QuerySet[MailingReceiver]:
    found: Any = receivers.select_related("message", "person").order_by("name", "pk")
    if (state := request.GET.get("state", "")) in Delivery.values:
        found = found.filter(delivery=state)
    for word in search_words(request.GET.get("q", "")):
        theirs = Q(person__search_text__contains=word) | Q(person__organisation__search_text__contains=word)
        found = found.filter(theirs | Q(organisation__icontains=word))
    return cast("QuerySet[MailingReceiver]", found)


def _export(sent: Mailing, receivers: list[Any], kind: str) -> HttpResponse:
    columns = [
        _("Name"),
        _("Municipality or organisation"),
        _("E-mail"),
        _("State"),
        _("When"),
        _("Why not"),
    ]
    rows = [
        [
            r.name,
            r.organisation,
            r.message.to_address if r.message else r.person.email,
            Delivery(r.delivery).label,
            r.message.delivered_at if r.message else None,
            r.message.why_not if r.message else "",
        ]
        for r in receivers
    ]
    return download(" ".join([sent.meeting.slug, _("mail"), str(sent.pk)]), columns, rows, kind)
