"""Who is here: one touch for each, on a phone, with or without a network (S20, A13)."""

import datetime as dt
import json
import secrets
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.journal.models import newest
from armkrok.ui.access import signed_in
from armkrok.ui.spreadsheet import download
from armkrok.ui.typed import posted, whole_number

from .. import attending
from ..attending import Said, Taken
from ..chronicle import attendance_chronicle
from ..forms.attendance import MOST_MARKS, WalkInForm, members_of, said_in
from ..letters.sending import moment_in
from ..models import Meeting
from ..roll import Roll, absent_of
from ..rules import Refusal
from .host import run_by_me

WORKER = Path(__file__).parent.parent / "static" / "meetings" / "attendance-worker.js"


@signed_in
@require_safe
def attendance(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody on one page, however many: a thumb doesn't turn pages, and without a network there is no next one."""
    meeting, now = run_by_me(request, slug), clock.now()
    version = newest()
    roll = Roll(meeting)
    marked = roll.by_person.get(whole_number(request.GET.get("marked")) or 0)
    context = _context(request, meeting, roll) | {
        "network": meeting.network,
        "me": this_person(request).pk,
        "version": version,
        "marked": marked if marked and marked.attendance else None,
        "absent": absent_of(roll),
        "form": WalkInForm(members_of(meeting), initial={"key": secrets.token_urlsafe(12)}),
        "history": attendance_chronicle(meeting),
    }
    response = render(request, "meetings/attendance.html", context)
    response["X-Keep-Seconds"] = str(_seconds_until_the_day_is_over(meeting, now))
    return response


def _seconds_until_the_day_is_over(meeting: Meeting, now: dt.datetime) -> int:
    """How long a phone may keep the page, so that it opens without a network."""
    last = max(meeting.ends, now.astimezone(meeting.zone)).date() + dt.timedelta(days=1)
    return int((dt.datetime.combine(last, dt.time(), meeting.zone) - now).total_seconds())


def _context(request: HttpRequest, meeting: Meeting, roll: Roll) -> dict[str, Any]:
    """What the list is made from."""
    words = request.GET.get("q", "")[:200]
    return {
        "meeting": meeting,
        "roll": roll,
        "parts": roll.parts(words),
        "words": words.strip(),
        "refusal": attending.refusal(meeting, clock.now()),
    }


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def attendance_marks(request: HttpRequest, slug: str) -> HttpResponse:
    """Marks are sent here: one by a button of the page, or several by a phone, which then hears how everything
    stands. It also asks now and then, at the price of a few queries while nothing has been done."""
    meeting = run_by_me(request, slug)
    if request.method != "POST":
        return _stands(request, meeting)
    if request.content_type == "application/json":
        return _several(request, meeting)
    number, _colon, here = request.POST.get("mark", "").partition(":")
    said = Said(here == "yes", clock.now(), whole_number(number))
    taken = _take(request, meeting, [said])
    back = reverse("meetings:attendance", args=[meeting.slug])
    if isinstance(taken, Refusal) or taken.refused:
        messages.error(request, str(taken if isinstance(taken, Refusal) else taken.refused[0]))
        return redirect(back)
    return redirect(f"{back}?marked={taken.rows[0].person_id}#p{taken.rows[0].person_id}")


def _take(request: HttpRequest, meeting: Meeting, marks: list[Said]) -> Taken | Refusal:
    try:
        return attending.take(meeting, marks, by=this_person(request), at=clock.now())
    except Refusal as no:
        return no


def _several(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    try:
        items = json.loads(request.body)["marks"]
        assert isinstance(items, list)  # noqa: S101
    except (ValueError, KeyError, TypeError, AssertionError, RecursionError):
        return JsonResponse({"words": _("This can't be read.")}, status=400)
    members, marks, refused = members_of(meeting), [], []
    for item in items[:MOST_MARKS]:
        try:
            marks.append((item, said_in(item, members)))
        except Refusal as no:
            refused.append((item, no))
    taken = _take(request, meeting, [said for _item, said in marks])
    if isinstance(taken, Refusal):
        return JsonResponse({"words": str(taken)}, status=409)
    refused += [(marks[place][0], no) for place, no in taken.refused.items()]
    added = {marks[n][1].key: row.person_id for n, row in taken.rows.items() if marks[n][1].key}
    return _stands(request, meeting, [_named(item, no) for item, no in refused], added)


def _named(item: Any, no: Refusal) -> dict[str, Any]:
    """Which mark was refused, and why."""
    which = {name: item.get(name) for name in ("person", "key")} if isinstance(item, dict) else {}
    return {**which, "words": str(no), "field": no.field}


def _stands(
    request: HttpRequest,
    meeting: Meeting,
    refused: list[dict[str, Any]] | None = None,
    added: dict[str, int] | None = None,
) -> HttpResponse:
    """How everything stands, for a page that is open already; and by the phone's keys, who was added."""
    version = newest()  # before the list is read, so that nothing newer is missed
    mark = f'W/"{version}-{get_language()}"'
    if request.method != "POST" and request.headers.get("If-None-Match") == mark:
        return HttpResponseNotModified(headers={"ETag": mark})
    shown = _context(request, meeting, Roll(meeting))
    answer = {
        "version": version,
        "now": clock.now().isoformat(),  # a phone's clock may be wrong, and that of a demo is another
        "token": get_token(request),  # that of a page which lay open while somebody signed in anew is no good
        "list": render_to_string("meetings/attendance.html#list", shown, request),
        "refused": refused or [],
        "added": added or {},
    }
    return JsonResponse(answer, headers={"ETag": mark})


@signed_in
@require_safe
def attendance_worker(request: HttpRequest, slug: str) -> HttpResponse:
    """The program that opens the page without a network. It lies below the page's own address, since a service worker
    sees nothing outside the folder that it comes from: it can keep no other page of ours."""
    run_by_me(request, slug)
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")


@cache
def _worker() -> bytes:
    return WORKER.read_bytes()


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def walk_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody who wasn't registered."""
    meeting = run_by_me(request, slug)
    form = WalkInForm(members_of(meeting), posted(request), initial={"key": secrets.token_urlsafe(12)})
    refusal = attending.refusal(meeting, clock.now())
    if form.is_valid():
        try:
            row = attending.walk_in(
                meeting, form.who, key=form.cleaned_data["key"], by=this_person(request), at=clock.now()
            )
        except Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            back = reverse("meetings:attendance", args=[meeting.slug])
            return redirect(f"{back}?marked={row.person_id}#p{row.person_id}")
    context = {"meeting": meeting, "network": meeting.network, "form": form, "refusal": refusal}
    return render(request, "meetings/walk_in.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """What a badge opens on the phone of somebody who runs the network: who it is, and one button."""
    meeting = run_by_me(request, slug)
    person = attending.person_of_code(meeting, code)
    if person is None:
        raise Http404
    if request.method == "POST":
        here = request.POST.get("here") != "no"
        taken = _take(request, meeting, [Said(here, clock.now(), person.pk)])
        no = taken if isinstance(taken, Refusal) else taken.refused.get(0)
        if no:
            messages.error(request, str(no))
        return redirect(request.path)
    context = {
        "meeting": meeting,
        "network": meeting.network,
        "person": person,
        "line": Roll(meeting).by_person.get(person.pk),
        "refusal": attending.refusal(meeting, clock.now()),
    }
    return render(request, "meetings/check_in.html", context)


@signed_in
@require_safe
def attendance_export(request: HttpRequest, slug: str) -> HttpResponse:
    meeting = run_by_me(request, slug)
    roll = Roll(meeting)
    absent = {line.person.pk for line in absent_of(roll)}
    columns = [
        _("Municipality or organisation"),
        _("Name"),
        _("Title"),
        _("E-mail"),
        _("How they come"),
        _("Registered"),
        _("Here"),
        _("Late"),
        _("Absent"),
        _("Marked"),
        _("Marked by"),
        _("Where they work"),
        _("Brought by"),
    ]
    rows = [
        [
            line.organisation.name if line.organisation else "",
            line.person.name,
            line.person.title,
            line.person.email,
            line.came_as.label,
            _("yes") if line.registered else _("no"),
            _("yes") if line.here else _("no"),
            _("yes") if line.late else "",
            _("yes") if line.person.pk in absent else "",
            moment_in(line.attendance.marked_at, meeting.zone) if line.attendance else "",
            line.attendance.marked_by.name if line.attendance and line.attendance.marked_by else "",
            line.workplace,
            line.brought_by.name if line.brought_by else "",
        ]
        for line in roll.lines
    ]
    kind = "xlsx" if request.GET.get("export") == "xlsx" else "csv"
    return download(" ".join([meeting.slug, _("attendance")]), columns, rows, kind)
