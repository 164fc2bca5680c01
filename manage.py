#!/usr/bin/env python
"""Run a command of Armkrok: `python manage.py help`."""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    source = str(Path(__file__).resolve().parent / "src")
    sys.path.insert(0, source)
    # The processes that a command starts (the web server, the worker) find the same code.
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [source, os.environ.get("PYTHONPATH")]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "armkrok.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
