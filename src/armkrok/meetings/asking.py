"""What is asked of those who come: set, answered, counted, and erased when its day has come.

An answer is kept apart from the seat, and nobody reads who gave it: those who need it get counts. That is why giving
an answer leaves no trace in the journal.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person
from armkrok.journal.models import record

from . import rules
from .locking import locked
from .models import CompanionState, Meeting, Question, QuestionAnswer
from .models.guest import STANDING
from .models.question import Topic
from .models.seat import SeatState
from .rules import Refusal

LONGEST = QuestionAnswer._meta.get_field("words").max_length or 500


def questions_of(meeting: Meeting) -> list[Question]:
    """In their order. One query."""
    return list(meeting.questions.all())


def answers_of(meeting: Meeting, person: Person) -> dict[int, str]:
    """What this person has answered, by the question's number."""
    given = QuestionAnswer.objects.filter(question__meeting=meeting, person=person)
    return dict(given.values_list("question_id", "words"))


@transaction.atomic
def set_questions(
    meeting: Meeting, questions: Sequence[Mapping[str, Any]], *, by: Person, at: dt.datetime
) -> list[Question]:
    """The questions as they are to be from now on, in this order; whatever isn't in the list goes, its answers too.

    Each is {"pk", "topic", "words", "choices"}; without a pk it is a new one. Set twice, it is done once.
    """
    meeting = locked(meeting)
    before = {question.pk: question for question in meeting.questions.all()}
    after = [_question(meeting, before, position, values) for position, values in enumerate(questions)]
    known = {(q.pk, q.position, q.topic, q.words, tuple(q.choices)) for q in meeting.questions.all()}
    wanted = {(q.pk, q.position, q.topic, q.words, tuple(q.choices)) for q in after}
    if known == wanted:
        return after
    meeting.questions.exclude(pk__in=[q.pk for q in after if q.pk]).delete()
    for question in after:
        question.save()
    record("question.asked", [meeting], by=by, at=at, questions=[q.words for q in after])
    return after


def _question(
    meeting: Meeting, before: Mapping[int, Question], position: int, values: Mapping[str, Any]
) -> Question:
    """Raises Refusal for a question without words and for a choice of one."""
    number = values.get("pk")
    question = before.get(number) if number else None
    if number and question is None:
        raise Refusal(_("This question has been taken away meanwhile."))
    question = question or Question(meeting=meeting)
    words = " ".join(str(values.get("words", question.words)).split())
    choices = rules.choices_of(values.get("choices", question.choices))
    topic = values.get("topic", question.topic)
    question.topic = Topic(topic) if topic in Topic.values else Topic.OWN
    rules.question_refusal(words=words, choices=choices, is_choice=question.topic == Topic.CHOICE)
    question.words, question.choices, question.position = words, choices, position
    return question


@transaction.atomic
def answer_questions(
    meeting: Meeting, person: Person, words: Mapping[int, str], *, by: Person, at: dt.datetime
) -> None:
    """What this person answers, by the question's number; an empty answer takes an earlier one back.

    Questions that aren't the meeting's are passed over: they may have been taken away while somebody was typing.
    Raises Refusal once the meeting has begun.
    """
    meeting = locked(meeting)  # else a question could be taken away between reading and writing
    rules.answer_refusal(begun=meeting.has_begun(at))
    for question in meeting.questions.filter(pk__in=words):
        said = " ".join(words[question.pk].replace("\0", "").split())
        if len(said) > LONGEST:
            raise Refusal(_("This is too long; %(most)s characters at most.") % {"most": LONGEST})
        if said and question.choices and said not in question.choices:
            raise Refusal(_("This choice isn't offered any more. Choose again."))
        if said:
            QuestionAnswer.objects.update_or_create(
                question=question, person=person, defaults={"words": said}
            )
        else:
            QuestionAnswer.objects.filter(question=question, person=person).delete()


def answered(meeting: Meeting) -> dict[int, int]:
    """How many have answered each question, also those who don't come after all: what would go with it."""
    given = QuestionAnswer.objects.filter(question__meeting=meeting).order_by()
    return dict(given.values_list("question_id").annotate(Count("pk")))


@dataclass(frozen=True)
class Counted:
    """A question, and how many gave each answer."""

    question: Question
    answers: list[tuple[str, int]]
    total: int  # how many of those who come have answered it


def coming(meeting: Meeting) -> QuerySet[Person]:
    """Whose answers count: who has a seat, comes along or is a guest; not who has given the seat up or waits."""
    return Person.objects.filter(
        Q(pk__in=meeting.seats.filter(state=SeatState.TAKEN).values("person"))
        | Q(pk__in=meeting.guests.filter(state__in=STANDING).values("person"))
        | Q(
            pk__in=meeting.assignments.filter(
                companions__state__in=[CompanionState.INVITED, CompanionState.CONFIRMED]
            ).values("companions__person")
        )
    )


def counts(meeting: Meeting) -> list[Counted]:
    """How many gave which answer; never who. One query.

    Answers in people's own words are one when they differ only in capitals and spaces.
    """
    theirs = Exists(coming(meeting).filter(pk=OuterRef("answers__person")))
    rows = meeting.questions.annotate(said=F("answers__words"), counts=theirs)
    questions: dict[int, Question] = {}
    given: dict[int, list[str]] = {}
    for question in rows.order_by(
        "position", "pk", "answers__pk"
    ):  # once for each answer, or once without any
        questions.setdefault(question.pk, question)
        given.setdefault(question.pk, []).extend([question.said] if question.counts else [])
    return [
        Counted(question, _tally(question, given[number]), len(given[number]))
        for number, question in questions.items()
    ]


def _tally(question: Question, answers: list[str]) -> list[tuple[str, int]]:
    """The choices in their own order, also those that nobody chose; then what was said most."""
    tally: Counter[str] = Counter()
    said: dict[str, str] = {}
    for words in answers:
        folded = " ".join(words.split()).casefold()
        said.setdefault(folded, words)
        tally[folded] += 1
    chosen = [
        (str(choice), tally.pop(" ".join(str(choice).split()).casefold(), 0)) for choice in question.choices
    ]
    return chosen + [(said[folded], number) for folded, number in tally.most_common()]


def erase_answers(now: dt.datetime) -> int:
    """Answers whose day has come are gone. Run twice, it erases once. Returns of how many meetings."""
    answered = Meeting.objects.filter(
        pk__in=QuestionAnswer.objects.filter(question__meeting__starts_at__lte=now).values(
            "question__meeting"
        )
    )
    return sum(_erase(meeting, now) for meeting in answered.select_related("network"))


@transaction.atomic
def _erase(meeting: Meeting, now: dt.datetime) -> bool:
    meeting = locked(meeting)
    if now.astimezone(meeting.zone).date() < meeting.deadlines.answers_erased_on:
        return False
    erased, _each = QuestionAnswer.objects.filter(question__meeting=meeting).delete()
    if erased:
        record("question.erased", [meeting], by=None, at=now, answers=erased)
    return bool(erased)
