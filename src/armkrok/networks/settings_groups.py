"""The settings in groups, and which of them do nothing at the moment and are therefore not shown. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Group:
    slug: str
    title: str | Promise
    about: str | Promise
    fields: tuple[str, ...]


# What reminds whom, in days before the meeting; 0 is nobody.
REMINDERS = (
    "remind_unanswered_days",
    "remind_companion_days",
    "remind_host_days",
    "remind_speakers_days",
    "remind_coming_days",
)
GROUPS = (
    Group(
        "public",
        _("What the public reads"),
        _("The network's own page, and its card among the other networks."),
        (
            "name",
            "summary",
            "policy_area",
            "language",
            "purpose",
            "audience",
            "purposes",
            "subjects",
            "contributions",
            "privacy_url",
        ),
    ),
    Group(
        "run",
        _("Who runs it"),
        _("One organisation calls the network. Others can run it together with you, with equal rights."),
        ("team", "invoicer", "joint_controllers"),
    ),
    Group(
        "joining",
        _("Who may join"),
        _("What an application is measured against, and what it asks."),
        (
            "areas",
            "eligible_kinds",
            "reviewed_kinds",
            "suggested_roles",
            "asks_committee",
            "asks_stage",
            "asks_invoicing",
            "eligibility_procedure",
        ),
    ),
    Group(
        "appointments",
        _("Appointments and seats"),
        _("How many people speak for a member, and how many of them come to a meeting."),
        (
            "appointments_per_member",
            "appointment_procedure",
            "common_task",
            "seats_per_meeting",
            "packages_at_most",
            "seats_may_be_swapped",
            "offer_hours",
        ),
    ),
    Group(
        "year",
        _("The year"),
        _("How often the network meets, for how long, and where in winter."),
        (
            "meetings_min",
            "meetings_max",
            "year_starts_in",
            "time_zone",
            "full_days",
            "full_day_minutes",
            "winter_rule",
            "winter_from",
            "winter_to",
            "station_km",
        ),
    ),
    Group(
        "programme",
        _("The programme"),
        _("What a meeting is made of. A programme that differs is warned about, never stopped."),
        (
            "forms_of_work",
            "same_form_at_most",
            "member_led_percent",
            "external_talk",
            "standing_items",
            "companion_roles",
            "house_rule",
        ),
    ),
    Group(
        "deadlines",
        _("Deadlines"),
        _("They follow from the date of each meeting, and move when it moves."),
        ("invitation_days", "registration_days", "notes_days", "evaluation_days", *REMINDERS),
    ),
    Group(
        "leaving",
        _("Leaving"),
        _("When a member that has withdrawn is no longer a member."),
        ("leaving_rule", "notice_months"),
    ),
)
BY_SLUG = {group.slug: group for group in GROUPS}
ALL = tuple(name for group in GROUPS for name in group.fields)

# A setting named here does something only while its condition holds; the condition reads the other settings' values.
_CONDITIONS: dict[str, Callable[[Callable[[str], Any]], bool]] = {
    "winter_from": lambda value: value("winter_rule"),
    "winter_to": lambda value: value("winter_rule"),
    "station_km": lambda value: value("winter_rule"),
    "full_day_minutes": lambda value: value("full_days"),
    "notice_months": lambda value: value("leaving_rule") == "notice",
    "same_form_at_most": lambda value: bool(value("forms_of_work")),
    # Who asks for the political committee decides on every application (K5).
    "eligibility_procedure": lambda value: not value("asks_committee"),
}
CONTROLLING = ("winter_rule", "full_days", "leaving_rule", "asks_committee")
_ONLY_TOGETHER = ("invoicer", "joint_controllers")  # K24: with one organisation there is nothing to choose


def live(source: Any, names: Iterable[str], teams: int) -> tuple[str, ...]:
    """Those of the settings that do something, given the values in `source` (a network, or values by name) and how
    many teams run the network."""

    def value(name: str) -> Any:
        return source.get(name) if isinstance(source, dict) else getattr(source, name)

    return tuple(
        name
        for name in names
        if (name not in _CONDITIONS or _CONDITIONS[name](value)) and (name not in _ONLY_TOGETHER or teams > 1)
    )
