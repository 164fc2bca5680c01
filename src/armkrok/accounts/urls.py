from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

app_name = "accounts"


def not_yet(request: HttpRequest, token: str) -> HttpResponse:
    raise Http404


urlpatterns = [path("l/<str:token>/", not_yet, name="personal_link")]
