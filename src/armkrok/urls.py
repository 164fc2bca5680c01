"""Where everything is. An address is a noun; a change of state is a noun of its own."""

from django.conf import settings
from django.conf.urls.i18n import urlpatterns as language
from django.urls import include, path

urlpatterns = [
    path("", include("armkrok.web.urls")),
    path("", include("armkrok.networks.urls")),
    path("", include("armkrok.directory.urls")),
    path("", include("armkrok.accounts.urls")),
    path("language/", include(language)),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("armkrok.demo.urls")))

handler403 = "armkrok.ui.views.refused"
handler404 = "armkrok.ui.views.not_found"
handler500 = "armkrok.ui.views.broken"
