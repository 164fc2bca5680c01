"""Where everything is. An address is a noun; a change of state is a noun of its own."""

from django.conf import settings
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

urlpatterns = [
    path("", include("armkrok.networks.urls")),  # before web: "new" isn't the name of a network
    path("", include("armkrok.meetings.urls")),
    path("", include("armkrok.billing.urls")),
    path("", include("armkrok.web.urls")),
    path("", include("armkrok.directory.urls")),
    path("", include("armkrok.accounts.urls")),
    path("", include("armkrok.accounts.sign_in_urls")),
    # Without a token, so that pages for everybody hold nothing of one visitor's: all that it does is set a language.
    path("language/setlang/", csrf_exempt(set_language), name="set_language"),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("armkrok.demo.urls")))

handler400 = "armkrok.ui.views.not_understood"
handler403 = "armkrok.ui.views.refused"
handler404 = "armkrok.ui.views.not_found"
handler429 = "armkrok.accounts.limits.too_many"  # allauth's limits end there as well
handler500 = "armkrok.ui.views.broken"
