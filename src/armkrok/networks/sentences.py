"""What a network's settings mean, in sentences: the public page and the staff's overview say the same. No query."""

from collections.abc import Iterable, Sequence

from babel.dates import get_month_names
from babel.lists import format_list
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from armkrok.directory.models import Kind
from armkrok.directory.models.organisation import Country
from armkrok.ui.templatetags.ui import locale, number

from . import rules
from .models import Network
from .models.network import AppointmentProcedure, EligibilityProcedure, LeavingRule

KINDS = {
    Kind.MUNICIPALITY: gettext_lazy("municipalities"),
    Kind.REGION: gettext_lazy("regions"),
    Kind.MUNICIPAL_ASSOCIATION: gettext_lazy("associations of municipalities"),
    Kind.INSTITUTION: gettext_lazy("self-governing institutions"),
    Kind.SCHOOL: gettext_lazy("schools"),
    Kind.STATE_AGENCY: gettext_lazy("state agencies"),
    Kind.COMPANY: gettext_lazy("private companies"),
    Kind.ASSOCIATION: gettext_lazy("associations"),
    Kind.OTHER: gettext_lazy("other organisations"),
}


def joined(words: Iterable[str | Promise]) -> str:
    """One, two and three, as the reader's language lists them."""
    return format_list([str(word) for word in words], locale=locale())


def kinds(values: Sequence[str]) -> str:
    """In the order that the kinds have, whatever the order in which they were chosen."""
    return joined(words for kind, words in KINDS.items() if kind in values)


def month(value: int) -> str:
    return get_month_names("wide", "stand-alone", locale())[value]


def area(areas: Sequence[str], names: dict[str, str]) -> list[str]:
    """The area in words; `names` holds the counties' names by code."""
    countries = dict(Country.choices)
    return [
        _("the whole of %(country)s") % {"country": countries[code]}
        if code in countries
        else names.get(code, code)
        for code in areas
    ]


# --- who may join ---------------------------------------------------------------------------------------


def meant_for(network: Network) -> str:
    return capfirst(_("%(kinds)s may join.") % {"kinds": kinds(network.eligible_kinds)})  # K4


def considered(network: Network) -> str:
    if not network.reviewed_kinds:
        return ""
    sentence = _("%(kinds)s may apply, and the secretariat considers each application.")
    return capfirst(sentence % {"kinds": kinds(network.reviewed_kinds)})  # K4


def not_members(network: Network) -> str:
    """K29: who can't be a member."""
    others = [kind for kind in KINDS if kind not in network.eligible_kinds + network.reviewed_kinds]
    return capfirst(_("%(kinds)s can't be members.") % {"kinds": kinds(others)}) if others else ""


def guests_way() -> str:
    """K30: the way that is open to them."""
    return _(
        "They can be invited to a single meeting as speakers or experts, without a seat and free of charge."
    )


def who_decides(network: Network) -> str:
    if network.asks_committee or network.eligibility_procedure == EligibilityProcedure.REVIEWED:
        return _("The secretariat decides on every application.")  # K5
    return _(
        "Those whom the network is meant for join at once, where we know who appoints; "
        "the secretariat decides on others."
    )


def questions(network: Network) -> list[str]:
    """What the application asks besides who one is."""
    asked = [
        (network.asks_committee, _("which political committee the applicant serves")),  # K5
        (network.asks_stage, _("whether they work with it already or want to start")),  # K18
        (network.asks_invoicing, _("where invoices are to be sent")),
    ]
    return [words for asks, words in asked if asks]


# --- appointments and seats -----------------------------------------------------------------------------


def appointing(network: Network) -> str:
    """S8, S9."""
    return ngettext(
        "Each member appoints one person.",
        "Each member appoints up to %(count)s people.",
        network.appointments_per_member,
    ) % {"count": number(network.appointments_per_member)}


def confirming(network: Network) -> str:
    """S9."""
    if network.appointment_procedure == AppointmentProcedure.CONFIRMED:
        return _("The one who appoints them confirms it by a personal link in a mail.")
    return _("The applicant's own word is enough; nobody else has to confirm it.")


def seats(network: Network) -> str:
    """K34."""
    return ngettext(
        "Each member has one seat at every meeting. A seat that isn't used isn't saved for later.",
        "Each member has %(count)s seats at every meeting. A seat that isn't used isn't saved for later.",
        network.seats_per_meeting,
    ) % {"count": number(network.seats_per_meeting)}


def seats_in_short(network: Network) -> str:
    return ngettext(
        "%(count)s seat per meeting", "%(count)s seats per meeting", network.seats_per_meeting
    ) % {"count": number(network.seats_per_meeting)}


def swaps(network: Network) -> str:
    """K35."""
    if network.seats_may_be_swapped:
        return _(
            "Names are given for each meeting, and somebody else may take a seat until the meeting starts."
        )
    return _("A seat is for the person who was named; nobody else can take it.")


def free_places(network: Network) -> str:
    """A2"""
    return ngettext(
        "A place that comes free is offered to the first on the waiting list, who has %(count)s hour to answer.",
        "A place that comes free is offered to the first on the waiting list, who has %(count)s hours to answer.",
        network.offer_hours,
    ) % {"count": number(network.offer_hours)}


# --- the year -------------------------------------------------------------------------------------------


def meetings_a_year(network: Network) -> str:
    """S11, K31."""
    most, least = network.meetings_max, network.meetings_min
    if least == most:
        return ngettext("%(count)s meeting a year", "%(count)s meetings a year", most) % {
            "count": number(most)
        }
    if least == 0:
        return ngettext("at most %(count)s meeting a year", "at most %(count)s meetings a year", most) % {
            "count": number(most)
        }
    return _("%(least)s–%(most)s meetings a year") % {"least": number(least), "most": number(most)}


def year(network: Network) -> str:
    """A8."""
    first, last = network.year_starts_in, (network.year_starts_in + 10) % 12 + 1
    return _("The network year runs from %(first)s to %(last)s.") % {
        "first": month(first),
        "last": month(last),
    }


def full_days(network: Network) -> str:
    """K31."""
    if not network.full_days:
        return ""
    return _("A meeting lasts the whole day, at least %(time)s.") % {
        "time": duration(network.full_day_minutes)
    }


def duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if rest:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": number(minutes)}
    return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": number(hours)}


def winter(network: Network) -> str:
    """S17."""
    if not network.winter_rule:
        return ""
    return _(
        "From %(first)s to %(last)s, places that lie within %(km)s km of a railway station with passenger trains come first."
    ) % {
        "first": month(network.winter_from),
        "last": month(network.winter_to),
        "km": number(network.station_km),
    }


# --- the programme --------------------------------------------------------------------------------------


def member_led(network: Network) -> str:
    """K15."""
    if not network.member_led_percent:
        return ""
    return _("At least %(percent)s %% of the time is led by the members themselves.") % {
        "percent": number(network.member_led_percent)
    }


def external_talk(network: Network) -> str:
    """K16"""
    return _("At each meeting somebody from outside speaks.") if network.external_talk else ""


def variation(network: Network) -> str:
    """K32."""
    if not network.forms_of_work:
        return ""
    return ngettext(
        "A form of work dominates one meeting at most before another one has its turn.",
        "A form of work dominates at most %(count)s meetings in a row.",
        network.same_form_at_most,
    ) % {"count": number(network.same_form_at_most)}


def closed_items() -> str:
    """K21, A12: what is promised, and what can't be."""
    return _(
        "Confidential items are for members only, and nothing is recorded. Secrecy can't be promised, "
        "because the law on public access to documents applies."
    )


def deadlines(network: Network) -> list[str]:
    values = [
        (
            network.invitation_days,
            ngettext(
                "The invitation goes out %(count)s day before the meeting.",
                "The invitation goes out %(count)s days before the meeting.",
                network.invitation_days,
            ),
        ),
        (
            network.registration_days,
            ngettext(
                "Registration closes %(count)s day before the meeting.",
                "Registration closes %(count)s days before the meeting.",
                network.registration_days,
            ),
        ),
        (
            network.notes_days,
            ngettext(
                "Notes are shared within %(count)s day after the meeting.",
                "Notes are shared within %(count)s days after the meeting.",
                network.notes_days,
            ),
        ),
        (
            network.evaluation_days,
            ngettext(
                "The evaluation closes %(count)s day after the meeting.",
                "The evaluation closes %(count)s days after the meeting.",
                network.evaluation_days,
            ),
        ),
    ]
    return [sentence % {"count": number(days)} for days, sentence in values]


def reminders(network: Network) -> list[str]:
    """Who is reminded when; whoever isn't reminded isn't in it."""
    asked_again = rules.asked_again_days(network.remind_unanswered_days, network.registration_days)
    values = [
        (
            asked_again,
            ngettext(
                "Those who haven't answered are reminded %(count)s day before the meeting.",
                "Those who haven't answered are reminded %(count)s days before the meeting.",
                asked_again,
            ),
        ),
        (
            network.remind_companion_days,
            ngettext(
                "Those who are to bring somebody along, and bring nobody yet, are reminded %(count)s day before the meeting.",
                "Those who are to bring somebody along, and bring nobody yet, are reminded %(count)s days before the meeting.",
                network.remind_companion_days,
            ),
        ),
        (
            network.remind_host_days,
            ngettext(
                "The host is reminded %(count)s day before the meeting.",
                "The host is reminded %(count)s days before the meeting.",
                network.remind_host_days,
            ),
        ),
        (
            network.remind_speakers_days,
            ngettext(
                "Guests are reminded of their own time %(count)s day before the meeting.",
                "Guests are reminded of their own time %(count)s days before the meeting.",
                network.remind_speakers_days,
            ),
        ),
        (
            network.remind_coming_days,
            ngettext(
                "Those who come are reminded %(count)s day before the meeting.",
                "Those who come are reminded %(count)s days before the meeting.",
                network.remind_coming_days,
            ),
        ),
    ]
    return [sentence % {"count": number(days)} for days, sentence in values if days]


# --- leaving --------------------------------------------------------------------------------------------


def staying() -> str:
    """K36."""
    return _("The membership goes on from year to year until the member withdraws.")


def leaving(network: Network) -> str:
    """A4."""
    if network.leaving_rule == LeavingRule.NOTICE:
        return ngettext(
            "A withdrawal takes effect one month after it was confirmed.",
            "A withdrawal takes effect %(count)s months after it was confirmed.",
            network.notice_months,
        ) % {"count": number(network.notice_months)}
    last = (network.year_starts_in + 10) % 12 + 1
    return _(
        "A withdrawal takes effect when the network year ends, at the end of %(month)s. The seats stay until then."
    ) % {"month": month(last)}
