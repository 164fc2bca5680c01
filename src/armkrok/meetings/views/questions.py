"""What those who come are asked: set by those who run the network, who read the answers as numbers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.ui.access import signed_in
from armkrok.ui.typed import whole_number

from .. import asking
from ..forms.questions import QuestionForm
from ..models import Meeting, Question
from ..models.question import Topic
from ..rules import Refusal
from .host import run_by_me


def usual(language: str) -> list[tuple[Topic, str]]:
    """What is asked at most meetings, in the network's language."""
    with translation.override(language):
        return [
            (Topic.DIET, _("Is there anything that you don't eat?")),
            (Topic.ACCESS, _("What do you need to take part well? To see, to hear, to get in, to rest …")),
            (Topic.OWN, _("How do you travel to the meeting?")),
        ]


class Asked:
    """The page: the questions as they stand, each with its form, and one for a new one."""

    def __init__(self, request: HttpRequest, meeting: Meeting) -> None:
        sent = request.POST if request.method == "POST" else None
        self.meeting = meeting
        self.counted = asking.counts(meeting)
        self.questions = [one.question for one in self.counted]
        self.answered = asking.answered(meeting)
        self.to_remove: Question | None = None  # it has answers, and somebody is to confirm
        self.refusal = ""
        self.new = QuestionForm(sent if sent and "add" in sent else None, prefix="new")
        self.lines = [
            {
                "question": one.question,
                "counted": one,
                "answers": self.answered.get(one.question.pk, 0),
                "form": QuestionForm.of(
                    one.question, sent if sent and sent.get("change") == str(one.question.pk) else None
                ),
            }
            for one in self.counted
        ]
        there = {question.words for question in self.questions}
        self.usual = [
            (topic, words) for topic, words in usual(meeting.network.language) if words not in there
        ]

    @property
    def failed(self) -> bool:
        forms = [self.new, *(line["form"] for line in self.lines)]
        return bool(self.refusal or self.to_remove or any(form.errors for form in forms))  # type: ignore[attr-defined]


@signed_in
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    meeting = run_by_me(request, slug)
    page = Asked(request, meeting)
    if request.method == "POST" and (said := _act(request, page)):
        messages.success(request, said)
        return redirect("meetings:questions", slug)
    context: dict[str, Any] = {
        "meeting": meeting,
        "network": meeting.network,
        "asked": page,
        "counted": page.counted,
        "over": meeting.has_begun(clock.now()),
        "erased": clock.now().astimezone(meeting.zone).date() >= meeting.deadlines.answers_erased_on,
    }
    return render(request, "meetings/questions.html", context, status=422 if page.failed else 200)


def _act(request: HttpRequest, page: Asked) -> str:
    """Do what was sent, and say so. Nothing is said when something is to be mended or confirmed first."""
    sent = request.POST
    as_they_are: list[dict[str, Any]] = [{"pk": question.pk} for question in page.questions]
    if "add" in sent:
        if not page.new.is_valid():
            return ""
        return _set(
            request, page, [*as_they_are, page.new.values], page.new, _("The question has been added.")
        )
    if "usual" in sent:
        chosen = [{"topic": t, "words": w} for t, w in page.usual if w == sent["usual"]]
        return _set(request, page, as_they_are + chosen, None, _("The question has been added."))
    for name in ("up", "down", "remove", "change"):
        if name in sent:
            number = whole_number(sent[name])
            at = next((i for i, one in enumerate(as_they_are) if one["pk"] == number), None)
            if at is None:
                page.refusal = _("This question has been taken away meanwhile.")
                return ""
            return _CHANGES[name](request, page, as_they_are, at)
    return ""


def _up(request: HttpRequest, page: Asked, all_: list[dict[str, Any]], at: int) -> str:
    return _move(request, page, all_, at, at - 1)


def _down(request: HttpRequest, page: Asked, all_: list[dict[str, Any]], at: int) -> str:
    return _move(request, page, all_, at, at + 1)


def _move(request: HttpRequest, page: Asked, all_: list[dict[str, Any]], at: int, to: int) -> str:
    all_.insert(max(0, to), all_.pop(at))
    return _set(request, page, all_, None, _("The questions stand in another order now."))


def _remove(request: HttpRequest, page: Asked, all_: list[dict[str, Any]], at: int) -> str:
    """Answers that go with it can't be got back, so that is asked first."""
    question = page.questions[at]
    if page.answered.get(question.pk) and request.POST.get("confirmed") != "yes":
        page.to_remove = question
        return ""
    del all_[at]
    return _set(request, page, all_, None, _("The question has been taken away."))


def _change(request: HttpRequest, page: Asked, all_: list[dict[str, Any]], at: int) -> str:
    form: Any = page.lines[at]["form"]
    if not form.is_valid():
        return ""
    all_[at] |= form.values
    return _set(request, page, all_, form, _("The question has been changed."))


_CHANGES = {"up": _up, "down": _down, "remove": _remove, "change": _change}


def _set(
    request: HttpRequest, page: Asked, wanted: list[dict[str, Any]], form: QuestionForm | None, said: str
) -> str:
    try:
        asking.set_questions(page.meeting, wanted, by=this_person(request), at=clock.now())
    except Refusal as no:
        if form and no.field in form.fields:
            form.add_error(no.field, str(no))
        else:
            page.refusal = str(no)
        return ""
    return said
