from .agenda import AgendaItem, LedBy, ProgrammeTemplate, Sort, Timed, as_it_runs, timetable
from .attendance import Attendance, CameAs, Delay
from .calendar import CalendarEntry, CalendarReply, FeedAddress, Outcome
from .companion import Assignment, AssignmentState, Companion, CompanionState
from .guest import Guest, GuestRole, GuestState
from .hosting import Hosting, HostOffer, HostTask
from .mailing import Mailing, MailingReceiver
from .material import Audience, Material
from .meeting import Kind, Meeting, Move, State, WarningReason
from .notes import Action, Correction, Note, Notes, NotesState
from .question import Question, QuestionAnswer
from .reminder import ReminderPause
from .seat import Answer, Invitation, Seat, SeatState

__all__ = [
    "Action",
    "AgendaItem",
    "Answer",
    "Assignment",
    "AssignmentState",
    "Attendance",
    "Audience",
    "CalendarEntry",
    "CalendarReply",
    "CameAs",
    "Companion",
    "CompanionState",
    "Correction",
    "Delay",
    "FeedAddress",
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
    "Material",
    "Meeting",
    "Move",
    "Note",
    "Notes",
    "NotesState",
    "Outcome",
    "ProgrammeTemplate",
    "Question",
    "QuestionAnswer",
    "ReminderPause",
    "Seat",
    "SeatState",
    "Sort",
    "State",
    "Timed",
    "WarningReason",
    "as_it_runs",
    "timetable",
]
