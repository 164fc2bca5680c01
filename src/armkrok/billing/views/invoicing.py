"""Where a member's invoices go: for those who run the network or send its invoices, and for those who speak for the
member."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.accounts.who import this_person
from armkrok.directory.models import Person
from armkrok.journal import clock
from armkrok.journal.models import Entry
from armkrok.networks.models import Enrolment, Network
from armkrok.ui.access import signed_in

from .. import asking, readers
from ..forms.invoicing import InvoicingForm
from ..rules import Refusal
from ..suggesting import Suggestion, filled_in, suggestion_for

HISTORY = ["invoicing.asked", "invoicing.given", "enrolment.contacts_changed"]


def _enrolment(request: HttpRequest, slug: str, pk: int) -> Enrolment:
    mine = readers.says_where(this_person(request), clock.today())
    rows = mine.select_related("network__team__organisation", "organisation", "professional_contact")
    return get_object_or_404(rows, network__slug=slug, pk=pk)


def _may_ask(request: HttpRequest, enrolment: Enrolment) -> bool:
    """Those who run the network or send its invoices."""
    person, on = this_person(request), clock.today()
    run = Network.objects.run_by(person, on).filter(pk=enrolment.network_id)
    return run.exists() or readers.invoiced_by(person, on).filter(pk=enrolment.pk).exists()


@dataclass
class Sent:
    """The form as it stands after what was sent; `done` when it was saved."""

    form: InvoicingForm
    suggestion: Suggestion | None
    taken: bool = False
    done: bool = False

    @property
    def status(self) -> int:
        return 422 if self.form.errors else 200


def take(request: HttpRequest, enrolment: Enrolment, *, by: Person, asked: bool) -> Sent:
    """Show the form, put the suggestion into it (nothing is saved yet), or save what was sent."""
    suggestion = suggestion_for(enrolment)
    if request.method != "POST":
        return Sent(InvoicingForm(enrolment, asked=asked), suggestion)
    if "use" in request.POST and suggestion:
        typed = filled_in(request.POST, suggestion)
        return Sent(InvoicingForm(enrolment, asked=asked, typed=typed), None, taken=True)
    form = InvoicingForm(enrolment, request.POST, asked=asked)
    if form.is_valid():
        try:
            asking.give(enrolment, form.invoicing, by=by, at=clock.now())
        except Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            return Sent(form, suggestion, done=True)
    return Sent(form, suggestion)


@signed_in
def invoicing(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    enrolment = _enrolment(request, slug, pk)
    sent = take(request, enrolment, by=this_person(request), asked=False)
    if sent.done:
        messages.success(request, _("Saved. Invoices from now on use it."))
        return redirect("billing:invoicing", slug, pk)
    question = asking.open_questions([enrolment.pk]).get(enrolment.pk)
    faults = asking.faults(enrolment)
    name, address = enrolment.invoices_to
    context = {
        "enrolment": enrolment,
        "network": enrolment.network,
        "organisation": enrolment.organisation,
        "staff": _may_ask(request, enrolment),
        "invoiced": enrolment.state in asking.INVOICED,
        "faults": faults,
        "question": question if faults else None,
        "asked_today": question is not None and clock.day_of(question.asked_at) == clock.today(),
        "contact_name": name,
        "contact_address": address,
        "sent": sent,
        "form": sent.form,
        "history": _history(enrolment, sent.form),
    }
    return render(request, "billing/invoicing.html", context, status=sent.status)


def _history(enrolment: Enrolment, form: InvoicingForm) -> list[dict[str, Any]]:
    """Who asked and who said what, the newest first; which fields changed, and not what stood in them."""
    entries = list(Entry.objects.about(enrolment).filter(what__in=HISTORY)[:50])
    names = dict(
        Person.objects.filter(pk__in={one.by for one in entries if one.by}).values_list("pk", "name")
    )
    return [
        {
            "at": one.at,
            "who": names.get(one.by, "") if one.by else "",
            "words": one.words,
            "fields": [
                form.fields[name].label for name in one.details.get("fields", []) if name in form.fields
            ],
        }
        for one in entries
    ]


@signed_in
@require_POST
def question(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Those who run the network or send its invoices ask the member for what is missing."""
    enrolment = _enrolment(request, slug, pk)
    if not _may_ask(request, enrolment):
        raise Http404
    try:
        asked = asking.ask(enrolment, by=this_person(request), at=clock.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(
            request, _("%(name)s has got a mail with a link to a short form.") % {"name": asked.person.name}
        )
    return redirect("billing:invoicing", slug, pk)
