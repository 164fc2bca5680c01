"""What the web server serves: `granian --interface wsgi armkrok.wsgi:application`."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "armkrok.settings")

# The web server alone keeps its connections to the database. The worker forks, and after a fork two processes would
# read each other's answers from the same connection.
_database = settings.DATABASES["default"]
if _database["ENGINE"].endswith("postgresql"):
    _database["OPTIONS"].setdefault("pool", True)
else:
    # Whoever closes the last connection to SQLite writes its whole log back first, and the next one reads the schema.
    _database["CONN_MAX_AGE"] = None
_django = get_wsgi_application()

from armkrok.web.kept import Kept  # noqa: E402 (needs the applications)

application = Kept(_django)
