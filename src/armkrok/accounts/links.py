"""Which page a personal link opens. A package registers its tasks; there is one address for all of them.

    @task("networks.confirm_appointment", renew=mail_the_link_again)
    def confirm_appointment(request, link):
        appointment = get_object_or_404(Appointment, pk=link.target)
        ...

What a task can rely on: the link is ours, runs, and was mailed to `link.person`, who is the actor of whatever is done
(`by=link.person`). The page is shown in the person's language and may not be cached, indexed or named to other sites.

What is asked of it: GET shows and POST acts, at the same address, so the page's form has no `action`. Mail scanners
open every link; so that none of them changes anything, a task that writes on GET is stopped with an error. A task that
is sent twice answers as the first time. It may leave out `renew`; with it, whoever comes too late can have a new link
mailed. `renew(link, at)` makes one and posts it to `link.person`, inside a transaction that it is called in.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .models import PersonalLink

TaskView = Callable[[HttpRequest, PersonalLink], HttpResponseBase]
Renew = Callable[[PersonalLink, dt.datetime], Any]


@dataclass(frozen=True)
class Task:
    view: TaskView
    renew: Renew | None


_tasks: dict[str, Task] = {}


def task(name: str, renew: Renew | None = None) -> Callable[[TaskView], TaskView]:
    def register(view: TaskView) -> TaskView:
        _tasks[name] = Task(view, renew)
        return view

    return register


def task_of(link: PersonalLink) -> Task | None:
    """None for a link from an old mail to a task that there no longer is."""
    return _tasks.get(link.task)


class WroteOnGet(Exception):
    """A personal link's task tried to change something for whoever merely opened it."""


@contextmanager
def only_reading() -> Iterator[None]:
    """Whatever would change a row is stopped before it reaches the database."""

    def guard(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict) -> Any:
        if not sql.lstrip(" (").upper().startswith(("SELECT", "BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            raise WroteOnGet(sql.split(None, 1)[0])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(guard):
        yield
