"""The sentences that explain a price: on the invoice, on the public page and in the preview, in the language that is
being spoken. No query."""

from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from armkrok.ui.templatetags.ui import day as written_day
from armkrok.ui.templatetags.ui import number

from ..amounts import count, day_and_month, spoken, year_name
from .facts import ExtraSeat, Facts, Package

TITLES = {
    "none": gettext_lazy("Free of charge"),
    "not_stated": gettext_lazy("Not stated yet"),
    "by_meetings_left": gettext_lazy("By how many meetings are left when one joins"),
    "per_person_and_meeting": gettext_lazy("For each person and meeting"),
    "population_band": gettext_lazy("By how many people live there, in steps"),
    "per_inhabitant": gettext_lazy("For each inhabitant, with a lowest and a highest fee"),
    "by_quarter": gettext_lazy("By the quarter in which one joins"),
}


# --- names of lines -------------------------------------------------------------------------------------


def name_of_fee(facts: Facts, package: Package) -> str:
    words = {"network": facts.network, "year": year_name(facts.first, facts.last), "number": package.number}
    if package.number == 1:
        return _("Membership %(year)s: %(network)s") % words
    return _("Membership %(year)s, package %(number)s: %(network)s") % words


def name_of_seat(seat: ExtraSeat) -> str:
    return _("Extra seat: %(meeting)s") % {"meeting": seat.meeting_title}


# --- nothing, and not stated ----------------------------------------------------------------------------


def free() -> str:
    return _("Free of charge.")  # A11


def not_stated() -> str:
    return _("The price hasn't been stated yet. Nothing is invoiced before it has been.")  # A1


def not_stated_yet() -> str:
    return _("The price hasn't been stated yet.")  # A1


# --- by meetings left -----------------------------------------------------------------------------------


def _joining(facts: Facts, package: Package, price: Decimal, currency: str) -> dict:
    return {
        "member": facts.member,
        "day": day_and_month(package.taken_on),
        "price": spoken(price, currency),
        "number": package.number,
    }


def whole_year(facts: Facts, package: Package, price: Decimal, currency: str, meetings: int) -> str:
    """K33, K36: a member of before."""
    words = {
        **_joining(facts, package, price, currency),
        "day": written_day(facts.first),
        "meetings": count(meetings),
    }
    if package.number == 1:
        return (
            ngettext(
                "%(member)s was a member when the year began on %(day)s: %(price)s for its one meeting",
                "%(member)s was a member when the year began on %(day)s: %(price)s for its %(meetings)s meetings",
                meetings,
            )
            % words
        )
    return (
        ngettext(
            "%(member)s had package %(number)s when the year began on %(day)s: %(price)s for its one meeting",
            "%(member)s had package %(number)s when the year began on %(day)s: %(price)s for its %(meetings)s meetings",
            meetings,
        )
        % words
    )


def meetings_left(facts: Facts, package: Package, price: Decimal, currency: str, held: int, left: int) -> str:
    """K37, K38, A3: "One meeting had been held when Svendborg enrolled on 13 April: 5,200 kr. for the two
    remaining"."""
    words = {**_joining(facts, package, price, currency), "held": count(held), "left": count(left)}
    first = package.number == 1
    if not held and first:
        sentence = ngettext(
            "No meeting had been held when %(member)s enrolled on %(day)s: %(price)s for the year's one meeting",
            "No meeting had been held when %(member)s enrolled on %(day)s: %(price)s for all %(left)s",
            left,
        )
    elif not held:
        sentence = ngettext(
            "No meeting had been held when %(member)s took package %(number)s on %(day)s: "
            "%(price)s for the year's one meeting",
            "No meeting had been held when %(member)s took package %(number)s on %(day)s: %(price)s for all %(left)s",
            left,
        )
    elif left == 1 and first:
        sentence = ngettext(
            "One meeting had been held when %(member)s enrolled on %(day)s: %(price)s for the one remaining",
            "%(held)s meetings had been held when %(member)s enrolled on %(day)s: %(price)s for the one remaining",
            held,
        )
    elif left == 1:
        sentence = ngettext(
            "One meeting had been held when %(member)s took package %(number)s on %(day)s: "
            "%(price)s for the one remaining",
            "%(held)s meetings had been held when %(member)s took package %(number)s on %(day)s: "
            "%(price)s for the one remaining",
            held,
        )
    elif first:
        sentence = ngettext(
            "One meeting had been held when %(member)s enrolled on %(day)s: %(price)s for the %(left)s remaining",
            "%(held)s meetings had been held when %(member)s enrolled on %(day)s: %(price)s for the %(left)s remaining",
            held,
        )
    else:
        sentence = ngettext(
            "One meeting had been held when %(member)s took package %(number)s on %(day)s: "
            "%(price)s for the %(left)s remaining",
            "%(held)s meetings had been held when %(member)s took package %(number)s on %(day)s: "
            "%(price)s for the %(left)s remaining",
            held,
        )
    return capfirst(sentence % words)


def by_meetings(price: Decimal, currency: str, meetings: int) -> str:
    words = {"price": spoken(price, currency), "meetings": count(meetings)}
    sentence = ngettext(
        "%(price)s a network year, without VAT, for its one meeting.",
        "%(price)s a network year, without VAT, for its %(meetings)s meetings. Whoever joins later pays for those that are left.",
        meetings,
    )
    return sentence % words


def when_held(held: int, of: int) -> str:
    if not held:
        return _("Before the first meeting has been held, and each year from then on")
    words = {"held": count(held), "left": count(of - held)}
    if of - held == 1:
        return capfirst(
            ngettext(
                "When one meeting has been held, for the one remaining",
                "When %(held)s meetings have been held, for the one remaining",
                held,
            )
            % words
        )
    return capfirst(
        ngettext(
            "When one meeting has been held, for the %(left)s remaining",
            "When %(held)s meetings have been held, for the %(left)s remaining",
            held,
        )
        % words
    )


# --- extra seats ----------------------------------------------------------------------------------------


def extra_seat(seat: ExtraSeat, price: Decimal, currency: str) -> str:
    words = {
        "meeting": seat.meeting_title,
        "day": written_day(seat.meeting_on),
        "price": spoken(price, currency),
    }
    if seat.left_late:  # A13
        return (
            _(
                "A seat at the meeting on %(day)s beyond those that the membership holds. It was given up after "
                "registration had closed, so it is charged all the same: %(price)s"
            )
            % words
        )
    # K40, A1
    return _("A seat at the meeting on %(day)s beyond those that the membership holds: %(price)s") % words


def per_person(price: Decimal, currency: str) -> str:
    return _("An extra seat at one meeting costs %(price)s, without VAT.") % {
        "price": spoken(price, currency)
    }


def one_seat() -> str:
    return _("One extra seat at one meeting")


# --- by population --------------------------------------------------------------------------------------


def inhabitants_unknown(member: str) -> str:
    return _(
        "The fee follows the number of inhabitants, and how many live in %(member)s isn't known here."
    ) % {"member": member}


def band(after: int | None, to: int | None) -> str:
    words = {"after": number(after), "to": number(to)}
    if to is None:
        return _("More than %(after)s inhabitants") % words if after is not None else _("All")
    if after is None:
        return _("Up to %(to)s inhabitants") % words
    return _("More than %(after)s inhabitants, up to %(to)s") % words


def population(facts: Facts, price: Decimal, currency: str, after: int | None, to: int | None) -> str:
    words = {
        "member": facts.member,
        "people": number(facts.inhabitants),
        "day": written_day(facts.inhabitants_on),
        "price": spoken(price, currency),
        "band": band(after, to),
    }
    if facts.inhabitants_on is None:
        return _("%(member)s has %(people)s inhabitants: %(price)s (%(band)s)") % words
    return _("%(member)s had %(people)s inhabitants on %(day)s: %(price)s (%(band)s)") % words


def by_population() -> str:
    return _("The price for a network year, without VAT, follows the number of inhabitants.")


def inhabitants(facts: Facts, price: Decimal, reckoned: Decimal, net: Decimal, currency: str) -> str:
    words = {
        "member": facts.member,
        "people": number(facts.inhabitants),
        "day": written_day(facts.inhabitants_on),
        "each": spoken(price, currency),
        "reckoned": spoken(reckoned, currency),
        "price": spoken(net, currency),
    }
    if net > reckoned:
        if facts.inhabitants_on is None:
            return (
                _(
                    "%(member)s has %(people)s inhabitants at %(each)s each, which is %(reckoned)s: the lowest fee, %(price)s"
                )
                % words
            )
        return (
            _(
                "%(member)s had %(people)s inhabitants on %(day)s at %(each)s each, which is %(reckoned)s: "
                "the lowest fee, %(price)s"
            )
            % words
        )
    if net < reckoned:
        if facts.inhabitants_on is None:
            return (
                _(
                    "%(member)s has %(people)s inhabitants at %(each)s each, which is %(reckoned)s: "
                    "the highest fee, %(price)s"
                )
                % words
            )
        return (
            _(
                "%(member)s had %(people)s inhabitants on %(day)s at %(each)s each, which is %(reckoned)s: "
                "the highest fee, %(price)s"
            )
            % words
        )
    if facts.inhabitants_on is None:
        return _("%(member)s has %(people)s inhabitants at %(each)s each: %(price)s") % words
    return _("%(member)s had %(people)s inhabitants on %(day)s at %(each)s each: %(price)s") % words


def per_inhabitant(price: Decimal, floor: Decimal | None, cap: Decimal | None, currency: str) -> str:
    words = {
        "price": spoken(price, currency),
        "floor": spoken(floor, currency) if floor is not None else "",
        "cap": spoken(cap, currency) if cap is not None else "",
    }
    if floor is not None and cap is not None:
        sentence = _(
            "%(price)s for each inhabitant and network year, without VAT; at least %(floor)s and at most %(cap)s."
        )
    elif floor is not None:
        sentence = _("%(price)s for each inhabitant and network year, without VAT; at least %(floor)s.")
    elif cap is not None:
        sentence = _("%(price)s for each inhabitant and network year, without VAT; at most %(cap)s.")
    else:
        sentence = _("%(price)s for each inhabitant and network year, without VAT.")
    return sentence % words


def so_many(people: int) -> str:
    return _("%(people)s inhabitants") % {"people": number(people)}


# --- by quarter -----------------------------------------------------------------------------------------


def whole_year_by_quarter(facts: Facts, package: Package, price: Decimal, currency: str) -> str:
    words = {**_joining(facts, package, price, currency), "day": written_day(facts.first)}
    if package.number == 1:
        return (
            _("%(member)s was a member when the year began on %(day)s: %(price)s for the whole year") % words
        )
    return (
        _("%(member)s had package %(number)s when the year began on %(day)s: %(price)s for the whole year")
        % words
    )


def quarter(facts: Facts, package: Package, price: Decimal, currency: str, number_of: int) -> str:
    words = {**_joining(facts, package, price, currency), "quarter": number_of}
    if package.number == 1:
        return (
            _(
                "%(member)s enrolled on %(day)s, in quarter %(quarter)s of the network year: %(price)s for what is left of it"
            )
            % words
        )
    return (
        _(
            "%(member)s took package %(number)s on %(day)s, in quarter %(quarter)s of the network year: "
            "%(price)s for what is left of it"
        )
        % words
    )


def by_quarter(price: Decimal, currency: str) -> str:
    return _(
        "%(price)s a network year, without VAT. Whoever joins later in the year pays for what is left of it."
    ) % {"price": spoken(price, currency)}


def in_quarter(value: int) -> str:
    if value == 1:
        return _("In the first quarter of the network year, and each year from then on")
    return _("In quarter %(quarter)s of the network year") % {"quarter": value}
