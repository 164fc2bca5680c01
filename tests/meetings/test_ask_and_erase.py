"""What is asked of those who come: set, answered, counted without names, and erased when its day has come."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from armkrok.directory.models import Person
from armkrok.journal.models import Entry
from armkrok.meetings import asking, registering
from armkrok.meetings.forms.questions import QuestionsForm
from armkrok.meetings.models import Meeting, QuestionAnswer
from armkrok.meetings.rules import Refusal
from armkrok.meetings.views import questions as questions_views
from armkrok.networks.someone import Someone
from tests.world import World

from .conftest import STARTS, a_meeting

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


@pytest.fixture
def desk(world: World, client: Client) -> Client:
    return world.sign_in(client, "secretary")


def page(meeting: Meeting) -> str:
    return f"/meetings/{meeting.slug}/questions/"


def asked(meeting: Meeting) -> list[str]:
    return [question.words for question in asking.questions_of(meeting)]


def test_a_usual_question_is_one_click_and_in_the_networks_language(meeting: Meeting, desk: Client) -> None:
    shown = desk.get(page(meeting)).text
    assert "Nothing is asked yet" in shown
    (first, *_rest) = questions_views.usual("da")
    for _ in range(2):
        desk.post(page(meeting), {"usual": first[1]})
    assert asked(meeting) == [first[1]]
    desk.post(page(meeting), {"usual": "Hvad er dit pinnummer?"})
    assert asked(meeting) == [first[1]], "only what is offered"
    assert f'name="usual" value="{escape(first[1])}"' not in desk.get(page(meeting)).text


def test_written_changed_and_put_in_order(meeting: Meeting, desk: Client) -> None:
    for words in ("Første?", "Anden?"):
        desk.post(page(meeting), {"add": "yes", "new-topic": "own", "new-words": words, "new-choices": ""})
    first, second = (question.pk for question in asking.questions_of(meeting))
    desk.post(page(meeting), {"up": second})
    assert asked(meeting) == ["Anden?", "Første?"]
    desk.post(page(meeting), {"down": second})
    name = f"question-{first}"
    changed = {f"{name}-topic": "choice", f"{name}-words": "Hvilken?", f"{name}-choices": "A\r\nB\r\n\r\nA"}
    desk.post(page(meeting), {"change": first, **changed})
    assert asked(meeting) == ["Hvilken?", "Anden?"]
    assert asking.questions_of(meeting)[0].choices == ["A", "B"]


def test_what_was_written_wrong_stays_beside_its_fault(meeting: Meeting, desk: Client) -> None:
    sent = {"add": "yes", "new-topic": "choice", "new-words": "Hvilken workshop?", "new-choices": "Haller"}
    answer_ = desk.post(page(meeting), sent)
    assert answer_.status_code == 422
    assert "at least two choices" in answer_.text
    assert 'value="Hvilken workshop?"' in answer_.text
    assert not asked(meeting)


def test_taken_away_with_its_answers_only_after_a_second_look(
    world: World, meeting: Meeting, desk: Client
) -> None:
    food, workshop = ask(world, meeting, FOOD, WORKSHOP)
    answer(world, meeting, seat(world, meeting), {food: "Nødder"})
    desk.post(page(meeting), {"remove": workshop})
    assert asked(meeting) == ["Hvad spiser du ikke?"], "nobody had answered it"
    look = desk.post(page(meeting), {"remove": food})
    assert look.status_code == 422
    assert "can't be got back" in look.text
    assert QuestionAnswer.objects.exists()
    desk.post(page(meeting), {"remove": food, "confirmed": "yes"})
    assert not asked(meeting)
    assert not QuestionAnswer.objects.exists()
    assert "taken away meanwhile" in desk.post(page(meeting), {"up": food}).text


def test_numbers_with_the_day_and_no_names(world: World, meeting: Meeting, desk: Client) -> None:
    (food,) = ask(world, meeting, {"words": "<b>Mad?</b>"})
    answer(world, meeting, seat(world, meeting), {food: "<i>Nødder</i>"})
    shown = desk.get(page(meeting)).text
    assert "<dt>&lt;i&gt;Nødder&lt;/i&gt;</dt><dd>1</dd>" in shown
    assert "<b>Mad" not in shown
    assert "The answers are erased on 10 September 2027" in shown
    assert "Koordinator, Svendborg" not in shown


def test_the_page_asks_little_however_many_questions(
    world: World, meeting: Meeting, desk: Client, django_assert_max_num_queries: Any
) -> None:
    ask(world, meeting, FOOD)
    desk.get(page(meeting))
    with django_assert_max_num_queries(20) as one:
        desk.get(page(meeting))
    ask(world, meeting, *({"words": f"Spørgsmål {n}?"} for n in range(30)))
    with django_assert_max_num_queries(20) as many:
        desk.get(page(meeting))
    assert len(one) == len(many)


def test_at_a_meeting_of_two_days_answers_are_there_on_the_second(world: World) -> None:
    """The day on which they go is told, and it is the one after the last."""
    meeting = a_meeting(world, ends_at=STARTS + dt.timedelta(days=1, hours=6))
    (food,) = ask(world, meeting, FOOD)
    answer(world, meeting, seat(world, meeting), {food: "Nødder"})
    assert asking.erase_answers(STARTS + dt.timedelta(hours=20)) == 0
    assert meeting.deadlines.answers_erased_on == dt.date(2027, 9, 11)
    assert asking.erase_answers(STARTS + dt.timedelta(days=2)) == 1
