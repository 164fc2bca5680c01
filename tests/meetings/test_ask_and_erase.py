"""What is asked of those who come: set, answered, counted without names, and erased when its day has come."""

import datetime as dt
from typing import Any

import pytest

from armkrok.directory.models import Person
from armkrok.journal.models import Entry
from armkrok.meetings import asking, registering
from armkrok.meetings.forms.questions import QuestionsForm
from armkrok.meetings.models import Meeting, QuestionAnswer
from armkrok.meetings.rules import Refusal
from armkrok.networks.appointing import Someone
from tests.world import World

FOOD = {"topic": "diet", "words": "Hvad spiser du ikke?"}
WORKSHOP = {"topic": "choice", "words": "Hvilken workshop?", "choices": ["Haller", "Svømmehaller"]}


def ask(world: World, meeting: Meeting, *questions: dict[str, Any]) -> list[int]:
    made = asking.set_questions(meeting, questions, by=world.people["secretary"], at=world.now)
    return [question.pk for question in made]


def seat(world: World, meeting: Meeting, key: str = "coordinator") -> Person:
    me = world.people["coordinator"]
    who: Any = me if key == "coordinator" else Someone(key, f"{key}@example.org")
    taken = registering.register(meeting, world.enrolment, who, by=me, at=world.now, extra_confirmed=True)
    return taken.person


def answer(world: World, meeting: Meeting, person: Person, words: dict[int, str]) -> None:
    asking.answer_questions(meeting, person, words, by=person, at=world.now)


def shown(meeting: Meeting) -> list[list[tuple[str, int]]]:
    return [counted.answers for counted in asking.counts(meeting)]


def test_set_twice_is_once_and_in_order(world: World, meeting: Meeting) -> None:
    food, workshop = ask(world, meeting, FOOD, WORKSHOP)
    again = ask(world, meeting, {"pk": food, **FOOD}, {"pk": workshop, **WORKSHOP})
    assert again == [food, workshop]
    assert Entry.objects.filter(what="question.asked").count() == 1
    assert ask(world, meeting, {"pk": workshop}, {"pk": food}) == [workshop, food]
    assert [q.words for q in asking.questions_of(meeting)] == ["Hvilken workshop?", "Hvad spiser du ikke?"]


def test_answers_are_counts_and_written_the_same_way_they_are_one(world: World, meeting: Meeting) -> None:
    food, workshop = ask(world, meeting, FOOD, WORKSHOP)
    for key, words in (("coordinator", "Nødder"), ("b", " nødder "), ("c", "NØDDER"), ("d", "laktose")):
        answer(world, meeting, seat(world, meeting, key), {food: words, workshop: "Haller"})
    assert shown(meeting) == [[("Nødder", 3), ("laktose", 1)], [("Haller", 4), ("Svømmehaller", 0)]]


def test_an_empty_answer_takes_it_back(world: World, meeting: Meeting) -> None:
    (food,) = ask(world, meeting, FOOD)
    me = seat(world, meeting)
    answer(world, meeting, me, {food: "Nødder"})
    assert asking.answers_of(meeting, me) == {food: "Nødder"}
    answer(world, meeting, me, {food: ""})
    assert asking.answers_of(meeting, me) == {}


def test_who_doesnt_come_after_all_isnt_counted(world: World, meeting: Meeting) -> None:
    (food,) = ask(world, meeting, FOOD)
    me = seat(world, meeting)
    answer(world, meeting, me, {food: "Nødder"})
    registering.leave(meeting.seats.get(), by=me, at=world.now)
    assert shown(meeting) == [[]]


def test_a_choice_that_isnt_offered_and_too_long_a_text_are_refused(world: World, meeting: Meeting) -> None:
    food, workshop = ask(world, meeting, FOOD, WORKSHOP)
    me = seat(world, meeting)
    for words in ({workshop: "Skøjtehaller"}, {food: "x" * 501}):
        with pytest.raises(Refusal):
            answer(world, meeting, me, words)
    assert not QuestionAnswer.objects.exists()


def test_a_question_that_was_taken_away_meanwhile_is_passed_over(world: World, meeting: Meeting) -> None:
    (food,) = ask(world, meeting, FOOD)
    ask(world, meeting)
    answer(world, meeting, seat(world, meeting), {food: "Nødder"})
    assert not QuestionAnswer.objects.exists()


@pytest.mark.parametrize(
    "question",
    [
        {"words": " "},
        {"words": "x" * 301},
        {"words": "?", "choices": "en"},
        {"words": "?", "topic": "choice"},
    ],
)
def test_a_question_needs_words_and_a_choice_needs_choices(
    world: World, meeting: Meeting, question: dict[str, str]
) -> None:
    with pytest.raises(Refusal):
        ask(world, meeting, question)


def test_erased_the_day_after_and_once(world: World, meeting: Meeting) -> None:
    """The day is the one that everybody was told, in the network's time zone."""
    (food,) = ask(world, meeting, FOOD)
    answer(world, meeting, seat(world, meeting), {food: "Nødder"})
    assert meeting.deadlines.answers_erased_on == dt.date(2027, 9, 10)
    assert asking.erase_answers(dt.datetime(2027, 9, 9, 21, 59, tzinfo=dt.UTC)) == 0
    assert QuestionAnswer.objects.exists()
    midnight_in_copenhagen = dt.datetime(2027, 9, 9, 22, 0, tzinfo=dt.UTC)
    assert [asking.erase_answers(midnight_in_copenhagen) for _ in range(2)] == [1, 0]
    assert not QuestionAnswer.objects.exists()
    assert Entry.objects.about(meeting).filter(what="question.erased").count() == 1
    with pytest.raises(Refusal):
        asking.answer_questions(
            meeting,
            world.people["coordinator"],
            {food: "Nødder"},
            by=world.people["coordinator"],
            at=meeting.starts_at,
        )


def test_the_form_has_a_field_for_each_and_demands_nothing(world: World, meeting: Meeting) -> None:
    food, workshop = ask(world, meeting, FOOD, WORKSHOP)
    questions = asking.questions_of(meeting)
    empty = QuestionsForm(questions, {})
    assert empty.is_valid()
    assert empty.words == {food: "", workshop: ""}
    filled = QuestionsForm(questions, {f"question-{food}": "Nødder", f"question-{workshop}": "Haller"})
    assert filled.is_valid()
    assert filled.words == {food: "Nødder", workshop: "Haller"}
    assert not QuestionsForm(questions, {f"question-{workshop}": "Skøjtehaller"}).is_valid()
    assert "checked" in str(QuestionsForm(questions, None, {workshop: "Haller"}))
