from django.urls import path

from . import views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("today/", views.today, name="today"),
    path("today/applications/<int:pk>/approval/", views.approval, name="approval"),
    path("today/applications/<int:pk>/refusal/", views.refusal, name="refusal"),
    path("today/applications/<int:pk>/question/", views.question, name="question"),
    path("today/steps/<int:pk>/undoing/", views.undoing, name="undoing"),
    path("today/letters/<int:pk>/resending/", views.letter_resending, name="letter_resending"),
    path("today/letters/<int:pk>/settlement/", views.letter_settlement, name="letter_settlement"),
    path("today/received/settlement/", views.received_settlement, name="received_settlement"),
    path("networks/", views.networks, name="networks"),
    path("networks/<slug:slug>/", views.network, name="network"),
    path("networks/<slug:slug>/dates.ics", views.dates, name="dates"),
    path("networks/<slug:slug>/dates.atom", views.dates_atom, name="dates_atom"),
]
