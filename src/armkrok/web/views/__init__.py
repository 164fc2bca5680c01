from .dates import dates, dates_atom
from .public import home, network, networks
from .today import (
    approval,
    letter_resending,
    letter_settlement,
    question,
    received_settlement,
    refusal,
    today,
    undoing,
)

__all__ = [
    "approval",
    "dates",
    "dates_atom",
    "home",
    "letter_resending",
    "letter_settlement",
    "network",
    "networks",
    "question",
    "received_settlement",
    "refusal",
    "today",
    "undoing",
]
