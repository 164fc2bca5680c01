from django.urls import path

from .views import account, links

app_name = "accounts"
urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/language/", account.language, name="language"),
    path("account/sessions/<int:number>/ending/", account.session_ending, name="session_ending"),
    path(
        "account/other-sessions/ending/",
        account.other_sessions_ending,
        name="other_sessions_ending",
    ),
    path("l/<str:token>/", links.personal_link, name="personal_link"),
    path("l/<str:token>/renewal/", links.renewal, name="link_renewal"),
]
