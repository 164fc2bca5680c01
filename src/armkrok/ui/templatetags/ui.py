"""Dates, numbers and small pieces of page, in the reader's form. Loaded in every template."""

import datetime as dt
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import urlencode

from babel.dates import format_date, format_time, format_timedelta
from babel.numbers import format_decimal
from django import template
from django.core.paginator import Page
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext

register = template.Library()

ICONS = {
    "train": '<rect x="5" y="3" width="14" height="14" rx="3"/><path d="M5 11h14M8 21l2-4M16 21l-2-4"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.6-4 3-6 6.5-6s5.9 2 6.5 6M16 4.800a3.5 3.5 0 0 1 0 6.400M18 14.600c2 .8 3.2 2.6 3.6 5.4"/>',
    "calendar": '<rect x="3" y="5" width="18" height="16" rx="2"/><path d="M3 10h18M8 3v4M16 3v4"/>',
    "check": '<path d="M4 12.500l5 5L20 6.5"/>',
    "warning": '<path d="M12 3.5 22 20.500H2Z"/><path d="M12 10v5M12 18v.01"/>',
    "mail": '<rect x="3" y="5" width="18" height="14" rx="2"/><path d="m3.5 7 8.5 6 8.5-6"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "grip": '<path d="M9 5v.01M15 5v.01M9 12v.01M15 12v.01M9 19v.01M15 19v.01"/>',
    "key": '<circle cx="8" cy="15" r="4.5"/><path d="M11.2 11.8 20 3M16 7l3 3"/>',
}


def locale() -> str:
    """The reader's language as Babel calls it; our English is British, in its dates too."""
    language = (get_language() or "en").replace("-", "_")
    return "en_GB" if language == "en" else language


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing beside words that say the same, so screen readers pass it over."""
    return mark_safe(f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{ICONS[name]}</svg>')  # noqa: S308 (our own drawings)


@register.filter
def day(value: dt.date | dt.datetime | None, form: str = "long") -> str:
    """A date as the reader writes it: `long` (1 June 2027), `short`, `full` with the weekday."""
    if not value:
        return ""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date()
    return format_date(value, form, locale())


@register.filter
def moment(value: dt.datetime | None) -> str:
    """A moment as date and time of day, in the site's time zone."""
    if not value:
        return ""
    return day_and_time(timezone.localtime(value), "medium")


def day_and_time(here: dt.datetime, form: Literal["medium", "long"]) -> str:
    """A moment in its own zone, as the reader says it: "1. juni 2027 kl. 08.05"."""
    words = {
        "day": format_date(here, form, locale()),
        "time": format_time(here.timetz(), "short", locale=locale()),
    }
    return pgettext("a moment", "%(day)s at %(time)s") % words


@register.filter
def ago(value: dt.datetime, now: dt.datetime) -> str:
    """How long ago, in whole days: "3 days ago"; nothing is said about hours."""
    days = (timezone.localtime(now).date() - timezone.localtime(value).date()).days
    return (
        format_timedelta(dt.timedelta(days=-days), "day", threshold=60, add_direction=True, locale=locale())
        if days
        else ""
    )


@register.filter
def number(value: int | float | Decimal | None) -> str:
    return "" if value is None else format_decimal(value, locale=locale())


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """The page's own address with some of its query changed; an empty value takes a part away."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{urlencode(list(query.lists()), doseq=True)}"


@register.inclusion_tag("ui/pages.html", takes_context=True)
def pages(context: template.Context, page: Page) -> dict:
    return {"page": page, "request": context["request"]}


@register.filter
def foreign(language: str) -> SafeString:
    """` lang="da"` for text that isn't in the page's language, so that it is read aloud as what it is."""
    return SafeString("") if language == get_language() else format_html(' lang="{}"', language)


class _NavLink(template.Node):
    def __init__(self, name: str, words: template.NodeList) -> None:
        self.name, self.words = name, words

    def render(self, context: template.Context) -> str:
        address, here = reverse(self.name), str(context.get("here", ""))
        # "page" is this very page; on one below it the link leads up and says only that one is in there.
        current = "page" if here == address else "true" if here.startswith(address) else ""
        mark = format_html(' aria-current="{}"', current) if current else ""
        return format_html('<a href="{}"{}>{}</a>', address, mark, self.words.render(context))


@register.tag
def nav_link(parser: template.base.Parser, token: template.base.Token) -> _NavLink:
    """A link of a menu that says when one is there: {% nav_link "web:today" %}Today{% endnav_link %}"""
    name = token.split_contents()[1].strip('"')
    words = parser.parse(("endnav_link",))
    parser.delete_first_token()
    return _NavLink(name, words)
