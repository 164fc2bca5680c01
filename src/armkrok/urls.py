"""Where everything is. An address is a noun; a change of state is a noun of its own."""

from django.conf import settings
from django.conf.urls.i18n import urlpatterns as language
from django.urls import include, path

urlpatterns = [
    path("", include("armkrok.networks.urls")),  # before web: "new" isn't the name of a network
    path("", include("armkrok.meetings.urls")),
    path("", include("armkrok.web.urls")),
    path("", include("armkrok.directory.urls")),
    path("", include("armkrok.accounts.urls")),
    path("", include("armkrok.accounts.sign_in_urls")),
    path("language/", include(language)),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("armkrok.demo.urls")))

handler400 = "armkrok.ui.views.not_understood"
handler403 = "armkrok.ui.views.refused"
handler404 = "armkrok.ui.views.not_found"
handler429 = "armkrok.accounts.limits.too_many"  # allauth's limits end there as well
handler500 = "armkrok.ui.views.broken"
