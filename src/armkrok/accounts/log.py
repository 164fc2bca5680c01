"""What must not stand in a log. Loaded before anything else of Django is."""

import logging
import re

_TOKEN = re.compile(r"/(l|calendars)/[^/\s?]+")


class HideTokens(logging.Filter):
    """A personal link's address opens its task for whoever reads it, and so does that of a calendar: the log says only
    that it was one."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, str):
            record.msg = _TOKEN.sub(r"/\1/…", record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_TOKEN.sub(r"/\1/…", a) if isinstance(a, str) else a for a in record.args)
        return True
