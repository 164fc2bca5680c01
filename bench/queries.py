"""How many queries are asked, counted from inside: `python -m bench.queries JSON`, in the environment of a database.

The JSON is a list of visits; a visit is a list of [method, path, session, fields]. Prints a list of numbers: what each
visit asks of the database, without the words that begin and end a transaction.
"""

import json
import sys
from typing import Any
from urllib.parse import urlsplit

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

WORDS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def count(visit: list[list[Any]]) -> int:
    client = Client(SERVER_NAME=urlsplit(settings.BASE_URL).hostname)
    with CaptureQueriesContext(connection) as asked:
        for method, path, session, fields in visit:
            if session:
                client.cookies[settings.SESSION_COOKIE_NAME] = session
            answer = client.post(path, fields) if method == "POST" else client.get(path)
            assert answer.status_code < 400, (path, answer.status_code)  # noqa: S101
    return sum(not query["sql"].startswith(WORDS) for query in asked.captured_queries)


if __name__ == "__main__":
    print(json.dumps([count(visit) for visit in json.loads(sys.argv[1])]))
