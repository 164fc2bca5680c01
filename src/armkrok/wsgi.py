"""What the web server serves: `granian --interface wsgi armkrok.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "armkrok.settings")
application = get_wsgi_application()
