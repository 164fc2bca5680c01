"""Whether an answer that came by mail is taken as somebody's answer. The UID is a secret that only the invited one has
got; what else a mail says of itself anybody can write."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext_lazy as _

# Whoever has an address here shares it with everybody, and not with an organisation.
OPEN_TO_ALL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "live.se",
        "live.dk",
        "hotmail.se",
        "hotmail.dk",
        "msn.com",
        "yahoo.com",
        "yahoo.se",
        "yahoo.dk",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "proton.me",
        "protonmail.com",
        "telia.com",
        "bredband.net",
        "comhem.se",
        "tele2.se",
        "mail.dk",
        "mail.tele.dk",
        "jubii.dk",
        "stofanet.dk",
        "tdcadsl.dk",
        "online.no",
        "luukku.com",
        "suomi24.fi",
        "kolumbus.fi",
        "elisanet.fi",
    ]
)


class Verdict(Enum):
    FOLLOW = "follow"
    SUBSTITUTE = "substitute"  # somebody else of theirs comes
    DOUBTFUL = "doubtful"  # a person decides
    PASSED_OVER = "passed over"  # it came twice, or something newer has been said
    MOVED = "moved"  # it answers an earlier time
    NOTHING = "nothing"  # it can't be an answer


@dataclass(frozen=True)
class ReplyFacts:
    """Addresses in small letters."""

    sender: str  # who wrote the mail
    attendee: str  # for whom
    name: str
    sent_by: str
    partstat: str
    stamped_at: dt.datetime
    sequence: int
    forged: bool
    invited: frozenset[str]  # the addresses of the one who was invited
    invited_name: str
    sequence_told: int
    newest_at: dt.datetime | None  # of what has been answered already
    substitutes: bool  # somebody else may come in their place
    same_house: bool  # the one who answers is known to belong to the same organisation
    delegated_to: str = ""
    counter: bool = False


FORGED = _("Their mail server says that it wasn't sent by whom it names.")
ELSEWHERE = _("It was sent from another address than the one that was invited.")
STRANGER = _("Somebody answers who wasn't invited, and of whom we don't know that they belong there.")
ANOTHER_NAME_SAME_HOUSE = _("Somebody of theirs answers, but doesn't say that they come.")


def verdict(facts: ReplyFacts) -> tuple[Verdict, object]:
    """What is to be done with it, and why a person has to decide where one has to."""
    theirs = facts.attendee in facts.invited
    # SENT-BY is written by whoever wrote the mail, so it is believed of a colleague only.
    written_by_them = facts.sender == facts.attendee or (
        facts.sender == facts.sent_by and _of_one_house(facts.sent_by, facts.attendee)
    )
    if not theirs and (not facts.substitutes or facts.counter):
        return Verdict.NOTHING, ""
    if facts.newest_at and facts.stamped_at <= facts.newest_at:
        return Verdict.PASSED_OVER, ""
    if facts.forged:
        return Verdict.DOUBTFUL, FORGED
    if not written_by_them:
        return Verdict.DOUBTFUL, ELSEWHERE
    if facts.sequence < facts.sequence_told:
        return Verdict.MOVED, ""
    if facts.partstat == "DELEGATED":
        return _delegated(facts) if theirs else (Verdict.DOUBTFUL, STRANGER)
    if theirs:
        return Verdict.FOLLOW, ""
    return _by_another(facts)


def _delegated(facts: ReplyFacts) -> tuple[Verdict, object]:
    if not facts.substitutes or not facts.delegated_to:
        return Verdict.NOTHING, ""
    near = facts.same_house or any(_of_one_house(facts.delegated_to, one) for one in facts.invited)
    return (Verdict.SUBSTITUTE, "") if near else (Verdict.DOUBTFUL, STRANGER)


def _by_another(facts: ReplyFacts) -> tuple[Verdict, object]:
    """Somebody else's answer with this invitation. One person with two addresses looks the same; the name tells."""
    near = facts.same_house or any(_of_one_house(facts.attendee, one) for one in facts.invited)
    if not near:
        return Verdict.DOUBTFUL, STRANGER
    nameless = not facts.name or "@" in facts.name
    if is_same_name(facts.name, facts.invited_name) or (nameless and not facts.same_house):
        return Verdict.DOUBTFUL, ELSEWHERE
    if facts.partstat != "ACCEPTED":
        return Verdict.DOUBTFUL, ANOTHER_NAME_SAME_HOUSE
    return Verdict.SUBSTITUTE, ""


def is_same_name(one: str, other: str) -> bool:
    """However it is spelled in capitals and spaces, in whatever order, and with what department after it."""
    ones, others = (set(re.findall(r"[^\W_]+", name.casefold())) for name in (one, other))
    shorter = min(ones, others, key=len)
    return ones == others != set() or (len(shorter) > 1 and (ones <= others or others <= ones))


def _of_one_house(one: str, other: str) -> bool:
    """The same mail domain, where that says something."""
    domain = one.rpartition("@")[2]
    return bool(domain) and domain == other.rpartition("@")[2] and domain not in OPEN_TO_ALL
