from .agenda import AgendaItem, LedBy, ProgrammeTemplate, Sort, Timed, timetable
from .companion import Assignment, AssignmentState, Companion, CompanionState
from .guest import Guest, GuestRole, GuestState
from .hosting import Hosting, HostOffer, HostTask
from .mailing import Mailing, MailingReceiver
from .meeting import Kind, Meeting, Move, State, WarningReason
from .question import Question, QuestionAnswer
from .seat import Answer, Invitation, Seat, SeatState

__all__ = [
    "AgendaItem",
    "Answer",
    "Assignment",
    "AssignmentState",
    "Companion",
    "CompanionState",
    "Guest",
    "GuestRole",
    "GuestState",
    "HostOffer",
    "HostTask",
    "Hosting",
    "Invitation",
    "Kind",
    "LedBy",
    "Mailing",
    "MailingReceiver",
    "Meeting",
    "Move",
    "ProgrammeTemplate",
    "Question",
    "QuestionAnswer",
    "Seat",
    "SeatState",
    "Sort",
    "State",
    "Timed",
    "WarningReason",
    "timetable",
]
