"""What the web server serves: `granian --interface wsgi armkrok.wsgi:application`."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "armkrok.settings")
_database = settings.DATABASES["default"]
if _database["ENGINE"].endswith("postgresql"):
    # The web server alone keeps its connections to PostgreSQL. The worker forks, and after a fork two processes would
    # read each other's answers from the same connection.
    _database["OPTIONS"].setdefault("pool", True)
application = get_wsgi_application()
