"""The teams that one works in, and their people (K3)."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from armkrok.accounts.who import this_person
from armkrok.directory.models import Organisation, Person
from armkrok.journal import clock
from armkrok.ui.access import only, signed_in
from armkrok.ui.parts import render_part
from armkrok.ui.typed import plain, posted, whole_number

from .. import opening
from ..forms.team import NewColleagueForm, TeamForm
from ..models import Role, Team
from ..rules import Refusal

MOST_FOUND = 12


@only("networks.staff")
def teams(request: HttpRequest) -> HttpResponse:
    running = Role.objects.running(clock.today()).select_related("person").order_by("person__name")
    mine = (
        Team.objects.of(this_person(request), clock.today())
        .select_related("organisation")
        .prefetch_related(Prefetch("roles", running, "running"), "networks")
    )
    return render(request, "networks/teams.html", {"teams": mine})


@only("networks.staff")
def team_opening(request: HttpRequest) -> HttpResponse:
    by = this_person(request)
    mine = Team.objects.of(by, clock.today()).values("organisation")
    form = TeamForm(Organisation.objects.filter(pk__in=mine), posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            opened = opening.open_own_team(**form.cleaned_data, by=by, at=clock.now())
        except Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            messages.success(request, _("The team is open. Add the people who work in it."))
            return redirect("networks:team", opened.pk)
    return render(request, "networks/team_opening.html", {"form": form}, status=422 if form.errors else 200)


def _mine(request: HttpRequest, pk: int) -> Team:
    teams = Team.objects.of(this_person(request), clock.today()).select_related("organisation")
    return get_object_or_404(teams, pk=pk)


def _found(team: Team, words: str) -> list[Person]:
    """The organisation's people who aren't in the team and whose name, title or address holds what was typed."""
    if not words.strip():
        return []
    inside = Role.objects.running(clock.today()).filter(team=team).values("person")
    people = Person.objects.standing().filter(organisation=team.organisation_id).exclude(email="")
    return list(people.exclude(pk__in=inside).matching(words)[:MOST_FOUND])


@signed_in
def team(request: HttpRequest, pk: int) -> HttpResponse:
    team = _mine(request, pk)
    form = NewColleagueForm(
        request.POST if request.method == "POST" and "person" not in request.POST else None
    )
    if request.method == "POST" and _give_role(request, team, form):
        return redirect("networks:team", pk)
    words = plain(request.GET.get("q", ""))[:200]
    roles = Role.objects.running(clock.today()).filter(team=team).select_related("person")
    context: dict[str, Any] = {
        "team": team,
        "roles": roles.order_by("person__name"),
        "networks": team.networks.all(),
        "words": words,
        "found": _found(team, words),
        "form": form,
    }
    return render_part(request, "networks/team.html", "found", context)


def _give_role(request: HttpRequest, team: Team, form: NewColleagueForm) -> bool:
    by, at = this_person(request), clock.now()
    if not form.is_bound:
        people = Person.objects.standing().filter(organisation=team.organisation_id)
        number = request.POST["person"]
        person = get_object_or_404(people, pk=whole_number(number) or 0)
        role = opening.give_role(person, team, by=by, at=at)
    elif form.is_valid():
        try:
            role = opening.take_on(team, **form.cleaned_data, by=by, at=at)
        except Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
            return False
    else:
        return False
    messages.success(request, _("%(name)s works in the team from today.") % {"name": role.person.name})
    return True


@signed_in
def role_ending(request: HttpRequest, pk: int, role: int) -> HttpResponse:
    team = _mine(request, pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    ended = get_object_or_404(team.roles.select_related("person"), pk=role)
    try:
        opening.end_role(ended, by=this_person(request), at=clock.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("%(name)s no longer works in the team.") % {"name": ended.person.name})
    if ended.person_id == this_person(request).pk and ended.to_on:
        return redirect("web:home")
    return redirect("networks:team", pk)
