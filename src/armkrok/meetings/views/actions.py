"""Who does what by when: for those who run the network to write down, for members to read and to tick off (K27)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.accounts.who import this_person
from armkrok.directory.models import Person
from armkrok.directory.rules import search_text, search_words
from armkrok.journal import clock
from armkrok.networks.models import Network
from armkrok.ui.access import signed_in
from armkrok.ui.parts import render_part
from armkrok.ui.spreadsheet import download
from armkrok.ui.typed import posted, whole_number
from armkrok.ui.ways_back import page_before

from .. import acting, noting, whom
from ..chronicle import chronicle
from ..forms.notes import ActionForm
from ..models import Action, Meeting, NotesState
from ..rules import Refusal
from ..templatetags.notes import is_late, who_does
from .host import run_by_me

PER_PAGE = 100


def _read_by_me(request: HttpRequest, slug: str) -> tuple[Meeting, bool]:
    """The meeting, for those who run its network, and for members once its notes are shared."""
    person, on = this_person(request), clock.today()
    meeting = get_object_or_404(
        Meeting.objects.select_related("network__team__organisation", "place__station"), slug=slug
    )
    if Network.objects.run_by(person, on).filter(pk=meeting.network_id).exists():
        return meeting, True
    shared = noting.takes_place(meeting) and acting.is_told(meeting)
    if shared and Network.objects.for_member(person, on).filter(pk=meeting.network_id).exists():
        return meeting, False
    raise Http404


def _back(request: HttpRequest, meeting: Meeting) -> str:
    return page_before(request, reverse("meetings:actions", args=[meeting.slug]))


def _found(request: HttpRequest, meeting: Meeting, *, runs: bool) -> list[Action]:
    """Open ones first, by their day; then those that are done. One query."""
    rows = meeting.actions.filter(dropped_at=None)
    rows = rows if runs else rows.shown()
    actions = list(rows.select_related("person", "organisation", "item", "done_by"))
    words, show = search_words(request.GET.get("q", "")), request.GET.get("show", "")
    kept = []
    for action in actions:
        action.meeting = meeting
        text = search_text(f"{action.what} {who_does(action)} {action.item.title if action.item else ''}")
        if not all(word in text for word in words):
            continue
        if (show == "open" and not action.is_open) or (show == "late" and not is_late(action)):
            continue
        kept.append(action)
    no_day = clock.today().replace(year=9999)
    return sorted(kept, key=lambda a: (a.done_at is not None, a.due_on or no_day, a.pk))


@signed_in
def actions(request: HttpRequest, slug: str) -> HttpResponse:
    """The list, and one more."""
    meeting, runs = _read_by_me(request, slug)
    if request.method == "POST" and not runs:
        raise Http404
    found = _found(request, meeting, runs=runs)
    if kind := request.GET.get("export"):
        return _export(meeting, found, kind)
    form = _form(request, meeting) if runs else None
    if form and form.is_valid():
        try:
            acting.add(meeting, form.promise, by=this_person(request), at=clock.now())
        except Refusal as no:
            form.refuse(no)
        else:
            messages.success(request, _("It is written down."))
            return redirect(_back(request, meeting))
    context = {
        "meeting": meeting,
        "network": meeting.network,
        "runs": runs,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "filtered": any(request.GET.get(name) for name in ("q", "show")),
        "here": request.get_full_path(),
        "may_write": noting.takes_place(meeting) and meeting.has_begun(clock.now()),
        "takes_place": noting.takes_place(meeting),
    }
    if not request.htmx:  # type: ignore[attr-defined]
        dropped = meeting.actions.filter(dropped_at__isnull=False).select_related("person", "organisation")
        context |= {
            "form": form,
            "whom": form.among if form else [],
            "next": request.POST.get("next", ""),
            "dropped": list(dropped) if runs else [],
            "told": acting.is_told(meeting),
            "history": chronicle(meeting, beginning="action.") if runs else [],
            "from_before": acting.open_from_before(meeting, unshared=runs),
            "mine": _mine(found, this_person(request)),
        }
    else:
        context["mine"] = _mine(found, this_person(request))
    response = render_part(request, "meetings/actions.html", "list", context)
    if form and form.errors:
        response.status_code = 422
    return response


def _mine(found: list[Action], person: Person) -> list[int]:
    """Those that this person can tick off without running the network. Two queries at most."""
    speaks: set[int] = set()
    if any(a.person_id is None and a.organisation_id for a in found):
        speaks = acting.speaks_for(person, found[0].meeting, clock.today())
    return [
        a.pk
        for a in found
        if a.person_id == person.pk or (a.person_id is None and a.organisation_id in speaks)
    ]


def _form(request: HttpRequest, meeting: Meeting, action: Action | None = None) -> ActionForm:
    among = whom.candidates(meeting, clock.today(), also=action)
    number = whole_number(request.GET.get("item")) if request.method == "GET" else None
    items = list(meeting.items.all())
    form = ActionForm(meeting, among, items, posted(request), action=action)
    if number:
        form.initial["item"] = number
    return form


def _export(meeting: Meeting, found: list[Action], kind: str) -> HttpResponse:
    columns = [
        _("What"),
        _("Who"),
        _("Organisation"),
        _("By when"),
        _("State"),
        _("Done on"),
        _("Item of the programme"),
    ]
    rows = [
        [
            action.what,
            action.person.name if action.person else "",
            action.organisation.name if action.organisation else "",
            action.due_on,
            _("done") if action.done_at else _("late") if is_late(action) else _("open"),
            action.done_at.astimezone(meeting.zone).date() if action.done_at else "",
            action.item.title if action.item else "",
        ]
        for action in found
    ]
    return download(" ".join([meeting.slug, _("actions")]), columns, rows, kind)


@signed_in
def action(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What, who, by when: to change it, or to drop it."""
    meeting = run_by_me(request, slug)
    shown = get_object_or_404(meeting.actions.select_related("person", "organisation", "item"), pk=pk)
    shown.meeting = meeting
    form = _form(request, meeting, shown)
    if form.is_valid():
        try:
            acting.change(shown, form.promise, by=this_person(request), at=clock.now(), seen=form.seen)
        except Refusal as no:
            form.refuse(no)
        else:
            messages.success(request, _("Saved."))
            return redirect(_back(request, meeting))
    context = {
        "meeting": meeting,
        "network": meeting.network,
        "action": shown,
        "form": form,
        "whom": form.among,
        "approved": meeting_notes_state(meeting) == NotesState.APPROVED,
    }
    return render(request, "meetings/action.html", context, status=422 if form.errors else 200)


def meeting_notes_state(meeting: Meeting) -> str:
    return Meeting.objects.filter(pk=meeting.pk).values_list("notes__state", flat=True).first() or ""


@signed_in
@require_POST
def action_completion(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ticked off, or opened again: by those who run the network, and by whoever does it."""
    person, at = this_person(request), clock.now()
    shown = get_object_or_404(Action.objects.select_related(*acting.WITH), pk=pk, meeting__slug=slug)
    meeting = shown.meeting
    runs = Network.objects.run_by(person, clock.today()).filter(pk=meeting.network_id).exists()
    shows = shown.item is None or not shown.item.closed
    theirs = shows and acting.is_told(meeting) and acting.is_responsible(shown, person, clock.today())
    if not runs and not theirs:
        raise Http404
    try:
        if "undo" in request.POST:
            acting.reopen(shown, by=person, at=at)
            messages.success(request, _("It is open again."))
        else:
            acting.complete(shown, by=person, at=at)
            messages.success(request, _("“%(what)s” is done.") % {"what": shown.what})
    except Refusal as no:
        messages.error(request, str(no))
    return redirect(_back(request, meeting))


@signed_in
@require_POST
def action_removal(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Nobody is to do it any more; or it is taken up again."""
    meeting = run_by_me(request, slug)
    shown = get_object_or_404(meeting.actions.select_related("person", "organisation", "item"), pk=pk)
    shown.meeting = meeting
    by, at = this_person(request), clock.now()
    try:
        if "undo" in request.POST:
            acting.take_up(shown, by=by, at=at)
            messages.success(request, _("It is open again."))
        else:
            acting.drop(shown, by=by, at=at)
            messages.success(
                request,
                _("“%(what)s” has been dropped. It stands below, where you can undo it.")
                % {"what": shown.what},
            )
    except Refusal as no:
        messages.error(request, str(no))
    return redirect(_back(request, meeting))
