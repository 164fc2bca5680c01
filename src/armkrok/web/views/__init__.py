from .public import dates, home, network, networks
from .today import approval, letter_resending, letter_settlement, question, refusal, today, undoing

__all__ = [
    "approval",
    "dates",
    "home",
    "letter_resending",
    "letter_settlement",
    "network",
    "networks",
    "question",
    "refusal",
    "today",
    "undoing",
]
