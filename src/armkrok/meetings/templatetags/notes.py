"""Notes as people wrote them, made safe for a page."""

import datetime as dt

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from armkrok.journal import clock
from armkrok.ui.templatetags.ui import moment

from .. import rules, whom
from ..models import Action
from .meetings import clock_time

register = template.Library()


@register.filter
def as_written(text: str) -> SafeString:
    """Paragraphs, lines, lists of lines that begin with "- ", and links; never anybody's HTML."""
    parts = []
    for block in rules.blocks(text):
        lines = [_line(line) for line in block.lines]
        if block.is_list:
            parts.append(
                format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((one,) for one in lines)))
            )
        else:
            joined = format_html_join(mark_safe("<br>"), "{}", ((one,) for one in lines))
            parts.append(format_html("<p>{}</p>", joined))
    return format_html_join("\n", "{}", ((part,) for part in parts))


def _line(line: str) -> SafeString:
    return mark_safe(urlize(conditional_escape(line), nofollow=True, autoescape=False))  # noqa: S308 (escaped just before)


@register.filter
def who_does(action: Action) -> str:
    """Who does it, in a line."""
    return whom.words(action.person, action.organisation)


@register.filter
def is_late(action: Action) -> bool:
    return rules.is_late(action.due_on, open_=action.is_open, today=clock.today())


@register.filter
def saved_at(at: dt.datetime | None) -> str:
    """When something was saved: the time of day, and the date where it wasn't today."""
    if at is None:
        return ""
    here = timezone.localtime(at)
    return clock_time(here) if here.date() == clock.today() else moment(at)


@register.filter
def field_words(name: str) -> str:
    """What a field of the notes is called, for those who read what was corrected."""
    return {
        "said": _("What was said"),
        "decided": _("What was decided"),
        "in_short": _("In short"),
        "action": _("Who does what by when"),
    }.get(name, name)
