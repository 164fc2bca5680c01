"""Several things at the same moment, each in a thread and on a connection of its own."""

import threading
from collections.abc import Callable

from django.db import connection


def at_the_same_time(*doings: Callable[[], object]) -> list[object]:
    """What they return, in their order. What one of them raises is raised here."""
    results: list[object] = [None] * len(doings)
    raised: list[BaseException] = []
    start = threading.Barrier(len(doings))

    def run(number: int, do: Callable[[], object]) -> None:
        try:
            start.wait()
            results[number] = do()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    if raised:
        raise raised[0]
    return results
