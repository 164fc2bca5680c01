"""The staff's overview of a network: each group of its settings in sentences, the same as on the public page. No query."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from . import sentences
from .models import Network
from .settings_groups import live


def of(network: Network, group: str, area_names: dict[str, str], teams: int) -> list[str]:
    """A group of settings in sentences, in the reader's language. What is empty or inert is left out."""
    return [sentence for sentence in _OVERVIEW[group](network, area_names, teams) if sentence]


def _labelled(label: str, words: str) -> str:
    return _("%(label)s: %(words)s") % {"label": label, "words": words} if words else ""


def _public(network: Network, area_names: dict[str, str], teams: int) -> list[str]:
    return [
        network.summary,
        _labelled(_("Policy area"), network.get_policy_area_display()),
        _labelled(_("Language"), network.get_language_display()),
        _labelled(_("Who it is for"), network.audience),
        _labelled(_("What its meetings are for"), sentences.joined(network.purposes)),
        _labelled(_("What it works with"), sentences.joined(network.subjects)),
        _labelled(_("What members give each other"), sentences.joined(network.contributions)),
        _labelled(_("How personal data are handled"), network.privacy_url),
    ]


def _run(network: Network, area_names: dict[str, str], teams: int) -> list[str]:
    invoicer = network.invoicer if "invoicer" in live(network, ("invoicer",), teams) else None
    return [
        _("%(team)s calls the network and decides what is public.") % {"team": network.team},
        *(
            _("%(team)s runs it with equal rights.") % {"team": team}
            for team in network.facilitating_teams[1:]
        ),
        _("%(organisation)s sends the invoices.") % {"organisation": invoicer} if invoicer else "",
        network.joint_controllers if teams > 1 else "",
    ]


def _joining(network: Network, area_names: dict[str, str], teams: int) -> list[str]:
    asked = sentences.questions(network)
    return [
        _("The members come from %(area)s.")
        % {"area": sentences.joined(sentences.area(network.areas, area_names))},
        sentences.meant_for(network),
        sentences.considered(network),
        sentences.who_decides(network),
        _labelled(_("Suggested roles"), sentences.joined(network.suggested_roles)),
        _("The application asks %(questions)s.") % {"questions": sentences.joined(asked)} if asked else "",
    ]


def _appointments(network: Network, area_names: dict[str, str], teams: int) -> list[str]:
    return [
        sentences.appointing(network),
        sentences.confirming(network),
        _labelled(_("The common task"), network.common_task),
        sentences.seats(network),
        sentences.swaps(network),
        sentences.free_places(network),
    ]


def _year(network: Network, area_names: dict[str, str], teams: int) -> list[str]:
    return [
        capfirst(sentences.meetings_a_year(network)) + ".",
        sentences.year(network),
        sentences.full_days(network),
        sentences.winter(network),
    ]


def _programme(network: Network, area_names: dict[str, str], teams: int) -> list[str]:
    return [
        _labelled(_("Forms of work"), sentences.joined(network.forms_of_work)),
        sentences.variation(network),
        sentences.member_led(network),
        sentences.external_talk(network),
        _labelled(_("Always on the programme"), sentences.joined(network.standing_items)),
        _labelled(_("Whom to bring along"), sentences.joined(network.companion_roles)),
        _labelled(_("House rule"), network.house_rule),
    ]


def _deadlines(network: Network, area_names: dict[str, str], teams: int) -> list[str]:
    return sentences.deadlines(network) + (
        sentences.reminders(network) or [_("Nobody is reminded by the program.")]
    )


def _leaving(network: Network, area_names: dict[str, str], teams: int) -> list[str]:
    return [sentences.staying(), sentences.leaving(network)]


_OVERVIEW = {
    "public": _public,
    "run": _run,
    "joining": _joining,
    "appointments": _appointments,
    "year": _year,
    "programme": _programme,
    "deadlines": _deadlines,
    "leaving": _leaving,
}
