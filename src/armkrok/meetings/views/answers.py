"""The questions to those who come, as one person answers them: on one's own page and by the links in the mails."""

from django.http import HttpRequest

from armkrok.directory.models import Person
from armkrok.journal import clock

from .. import asking
from ..forms.questions import QuestionsForm
from ..models import Meeting
from ..rules import Refusal


def questions_form(request: HttpRequest, meeting: Meeting, person: Person) -> QuestionsForm | None:
    """What whoever comes is asked, with what they have answered so far; None when nothing is asked. Two queries."""
    questions = asking.questions_of(meeting)
    if not questions:
        return None
    data = request.POST if request.method == "POST" and "questions" in request.POST else None
    return QuestionsForm(questions, data, answers=asking.answers_of(meeting, person))


def save_answers(form: QuestionsForm | None, meeting: Meeting, person: Person) -> bool:
    """Whether answers were sent, and saved. What was refused stands in the form."""
    if form is None or not form.is_bound or not form.is_valid():
        return False
    try:
        asking.answer_questions(meeting, person, form.words, by=person, at=clock.now())
    except Refusal as no:
        form.add_error(None, str(no))
        return False
    return True
