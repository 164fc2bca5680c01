"""Coming to a meeting, for those who have signed in: register, swap, give up, take a place that came free."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.accounts.who import this_person
from armkrok.directory.models import Person
from armkrok.journal import clock
from armkrok.networks.models import Appointment, Enrolment, Network
from armkrok.ui.access import signed_in
from armkrok.ui.typed import posted, whole_number
from armkrok.ui.ways_back import page_before

from .. import offering, registering
from ..forms.seats import SomeoneForm
from ..models import Meeting, Seat, SeatState
from ..rules import Refusal
from .answers import questions_form, save_answers
from .coming import Coming, act, count_those_typed


def visible(request: HttpRequest, slug: str) -> Meeting:
    """The meeting if this person may see it."""
    shown = Meeting.objects.visible_to(this_person(request), clock.today())
    return get_object_or_404(
        shown.select_related("network__team__organisation", "place__station", "beside"), slug=slug
    )


def spoken_for(person: Person, meeting: Meeting) -> list[Enrolment]:
    """The members of the network that this person speaks for, or is the contact of."""
    today = clock.today()
    speaking = Appointment.objects.speaking(today).filter(network=meeting.network_id, person=person)
    members = Enrolment.objects.members().filter(network=meeting.network_id).select_related("organisation")
    found = members.filter(pk__in=speaking.values("enrolment")) | members.filter(professional_contact=person)
    return list(found.distinct().order_by("organisation__name"))


def page_for(request: HttpRequest, meeting: Meeting, person: Person) -> Coming | None:
    """What this person sees of a member's seats; of the one that was asked for, if they speak for several."""
    members = spoken_for(person, meeting)
    if not members:
        return None
    wanted = whole_number(request.POST.get("enrolment") or request.GET.get("enrolment"))
    enrolment = next((member for member in members if member.pk == wanted), members[0])
    asked = meeting.invitations.standing()  # the contact of a member may have been appointed before
    invitation = asked.filter(person=person, enrolment=enrolment).first()
    if invitation:
        invitation.meeting = meeting
    found = Coming(request, meeting, enrolment, person, invitation)
    found.members = members  # type: ignore[attr-defined]
    return found


@signed_in
def registration(request: HttpRequest, slug: str) -> HttpResponse:
    """Who of us comes (K17, K34, K35, A2)."""
    meeting = visible(request, slug)
    page = page_for(request, meeting, this_person(request))
    if page is None:
        raise Http404
    if request.method == "POST" and (said := act(request, page)):
        messages.success(request, said)
        return redirect(page_before(request, meeting.get_absolute_url()))
    context = {"meeting": meeting, "network": meeting.network, "page": page, "members": page.members}  # type: ignore[attr-defined]
    return render(request, "meetings/registration.html", context, status=422 if page.failed else 200)


def _seat(request: HttpRequest, slug: str, pk: int) -> Seat:
    """A seat that this person may change: their own, one of a member that they speak for, any in a network they run."""
    person = this_person(request)
    meeting = visible(request, slug)
    seat = get_object_or_404(
        meeting.seats.select_related(
            "person", "organisation", "enrolment__network", "enrolment__organisation"
        ),
        pk=pk,
    )
    seat.meeting = meeting
    mine = (
        seat.person_id == person.pk
        or Network.objects.run_by(person, clock.today()).filter(pk=meeting.network_id).exists()
        or any(member.pk == seat.enrolment_id for member in spoken_for(person, meeting))
    )
    if not mine:
        raise Http404
    return seat


@signed_in
def swap(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Somebody else takes the seat; no reason is asked (K35)."""
    seat = _seat(request, slug, pk)
    known = registering.colleagues(seat.enrolment, seat.meeting, clock.today())
    number = whole_number(request.POST.get("person"))
    form = SomeoneForm(None if number else posted(request))
    chosen = next((person for person in known if person.pk == number), None)
    if request.method == "POST" and (chosen or form.is_valid()):
        count_those_typed(request, seat.meeting, this_person(request), chosen.pk if chosen else None)
        try:
            seat = registering.swap(seat, chosen or form.someone, by=this_person(request), at=clock.now())
        except Refusal as no:
            form = form if form.is_bound else SomeoneForm({})
            form.errors.clear() if chosen else None
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            messages.success(request, _("%(name)s has the seat now.") % {"name": seat.person.name})
            return redirect(page_before(request, seat.meeting.get_absolute_url()))
    status = 422 if form.is_bound and form.errors else 200
    context = {
        "meeting": seat.meeting,
        "network": seat.meeting.network,
        "seat": seat,
        "colleagues": known,
        "form": form,
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    return render(request, "meetings/swap.html", context, status=status)


def _done(request: HttpRequest, seat: Seat, do: Callable[[], Seat], words: str) -> HttpResponse:
    try:
        do()
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, words % {"name": seat.person.name})
    return redirect(page_before(request, seat.meeting.get_absolute_url()))


@signed_in
@require_POST
def leaving(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    seat = _seat(request, slug, pk)
    by, at = this_person(request), clock.now()
    return _done(
        request,
        seat,
        lambda: registering.leave(seat, by=by, at=at),
        _("The seat of %(name)s has been given up."),
    )


@signed_in
@require_POST
def acceptance(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Yes to a place that came free (A2)."""
    seat = _seat(request, slug, pk)
    by, at = this_person(request), clock.now()

    def accept() -> Seat:
        taken = offering.accept(seat, by=by, at=at)
        if taken.state == SeatState.LAPSED:
            raise Refusal(
                _("The time to answer is over, and the place has been offered to the next in line."), "A2"
            )
        return taken

    return _done(request, seat, accept, _("The place is taken: %(name)s has a seat."))


@signed_in
def answers(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own answers about food and the like; for whoever has a seat."""
    meeting, person = visible(request, slug), this_person(request)
    if not meeting.seats.live().filter(person=person).exists():
        raise Http404
    form = questions_form(request, meeting, person)
    if save_answers(form, meeting, person):
        messages.success(request, _("Thank you. Your answers have been saved."))
        return redirect(meeting)
    context = {"meeting": meeting, "network": meeting.network, "form": form}
    return render(request, "meetings/answers.html", context, status=422 if form and form.errors else 200)
