"""Which page a personal link opens. A package registers its tasks; there is one address for all of them.

    @task("networks.confirm_appointment", renew=mail_the_link_again)
    def confirm_appointment(request, link): ...

The view shows the task on GET, which changes nothing (mail scanners open every link), and acts on POST. The page's
form is sent to the address it was opened at. `renew(link, at)` mails a new link in place of one that has ended.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from .models import PersonalLink

TaskView = Callable[[HttpRequest, PersonalLink], HttpResponse]
Renew = Callable[[PersonalLink, dt.datetime], None]


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


def task_of(link: PersonalLink) -> Task:
    return _tasks[link.task]
