"""What is asked of those who come: food, access, a workshop, the convener's own. Kept apart, counted, and erased."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person

from .meeting import Meeting


class Topic(models.TextChoices):
    DIET = "diet", _("Food")
    ACCESS = "access", _("Access needs")
    CHOICE = "choice", _("A choice")
    OWN = "own", _("Something else")


class Question(models.Model):
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(default=0)
    topic = models.CharField(_("what it is about"), max_length=20, choices=Topic, default=Topic.OWN)
    words = models.CharField(_("question"), max_length=300)
    choices = models.JSONField(_("choices"), default=list, blank=True)  # none: answered in one's own words

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.words


class QuestionAnswer(models.Model):
    """Standards, "Records": gone when the meeting is over; whoever needs it gets counts, never names."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    person = models.ForeignKey(Person, models.CASCADE, related_name="question_answers")
    words = models.CharField(_("answer"), max_length=500)

    class Meta:
        verbose_name = _("answer to a question")
        verbose_name_plural = _("answers to questions")
        constraints = [models.UniqueConstraint(fields=["question", "person"], name="answered_once")]

    def __str__(self) -> str:
        return f"answer {self.pk}"
