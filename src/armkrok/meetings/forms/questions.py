"""What those who come answer, and what those who run the network ask."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..asking import LONGEST
from ..models import Question
from ..models.question import Topic
from ..rules import QUESTION_LONGEST

FEW = 6  # choices that are shown beside one another; more become a list to choose from


class QuestionsForm(forms.Form):
    """One field for each question, none of them required. Draw it with meetings/questions_form.html, inside a form of
    the page's own. `words` is what asking.answer_questions takes.
    """

    def __init__(
        self,
        meeting_questions: Iterable[Question],
        data: Any = None,
        answers: Mapping[int, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        self.numbers: dict[str, int] = {}
        for question in meeting_questions:
            name = f"question-{question.pk}"
            self.numbers[name] = question.pk
            self.fields[name] = _field(question, (answers or {}).get(question.pk, ""))

    @property
    def words(self) -> dict[int, str]:
        """What was answered, by the question's number."""
        return {number: self.cleaned_data.get(name) or "" for name, number in self.numbers.items()}


def _field(question: Question, answer: str) -> forms.Field:
    if not question.choices:
        return forms.CharField(
            label=question.words, max_length=LONGEST, required=False, initial=answer, strip=True
        )
    choices = [(choice, choice) for choice in question.choices]
    few = len(choices) <= FEW
    return forms.ChoiceField(
        label=question.words,
        choices=[*choices, ("", _("No answer"))] if few else [("", _("No answer")), *choices],
        required=False,
        initial=answer if answer in question.choices else "",
        widget=forms.RadioSelect if few else forms.Select,
    )


class QuestionForm(forms.Form):
    """One question, as those who run the network write it."""

    topic = forms.ChoiceField(
        label=pgettext_lazy("a question", "What it is about"), choices=Topic.choices, initial=Topic.OWN
    )
    words = forms.CharField(label=_("Question"), max_length=QUESTION_LONGEST)
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=_("One on each line. Without any, people answer in their own words."),
    )

    @classmethod
    def of(cls, question: Question, data: Any = None) -> "QuestionForm":
        """To change one that there is."""
        begins = {"topic": question.topic, "words": question.words, "choices": "\n".join(question.choices)}
        return cls(data, initial=begins, prefix=f"question-{question.pk}")

    @property
    def values(self) -> dict[str, Any]:
        """What asking.set_questions takes."""
        return dict(self.cleaned_data)
