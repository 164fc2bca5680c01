from django.urls import path

from .views import enrolment, me, members, opening, settings, teams

app_name = "networks"
urlpatterns = [
    path("me/", me.me, name="me"),
    path("networks/new/", opening.network_opening, name="network_opening"),
    path("networks/<slug:slug>/enrolment/", enrolment.enrolment, name="enrolment"),
    path("networks/<slug:slug>/enrolment/receipt/", enrolment.receipt, name="enrolment_receipt"),
    path("networks/<slug:slug>/members/", members.members, name="members"),
    path("networks/<slug:slug>/members/<int:pk>/", members.member, name="member"),
    path("networks/<slug:slug>/members/<int:pk>/contacts/", members.contacts, name="contacts"),
    path("networks/<slug:slug>/members/<int:pk>/nomination/", members.nomination, name="nomination"),
    path("networks/<slug:slug>/members/<int:pk>/withdrawal/", members.withdrawal, name="withdrawal"),
    path(
        "networks/<slug:slug>/members/<int:pk>/appointments/<int:appointment>/ending/",
        members.ending,
        name="appointment_ending",
    ),
    path(
        "networks/<slug:slug>/members/<int:pk>/links/<int:link>/revocation/",
        members.revocation,
        name="link_revocation",
    ),
    path("organisations/<int:pk>/networks/", members.organisation_networks, name="organisation_networks"),
    path("networks/<slug:slug>/settings/", settings.settings, name="settings"),
    path("networks/<slug:slug>/settings/<slug:group>/", settings.settings_group, name="settings_group"),
    path("networks/<slug:slug>/publication/", opening.publication, name="publication"),
    path("networks/<slug:slug>/publication/ending/", opening.publication_ending, name="publication_ending"),
    path("networks/<slug:slug>/facilitators/", settings.facilitators, name="facilitators"),
    path(
        "networks/<slug:slug>/facilitators/<int:pk>/removal/",
        settings.facilitator_removal,
        name="facilitator_removal",
    ),
    path("teams/", teams.teams, name="teams"),
    path("teams/new/", teams.team_opening, name="team_opening"),
    path("teams/<int:pk>/", teams.team, name="team"),
    path("teams/<int:pk>/roles/<int:role>/ending/", teams.role_ending, name="role_ending"),
]
