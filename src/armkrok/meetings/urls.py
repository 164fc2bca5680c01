from django.urls import path

from .views import (
    actions,
    attendance,
    calendars,
    companions,
    copying,
    guests,
    host,
    hosts,
    mailings,
    materials,
    meeting,
    mine,
    moving,
    notes,
    now,
    offers,
    papers,
    participants,
    planning,
    programme,
    publishing,
    questions,
    reminders,
    replies,
    seats,
    take_home,
    year,
)

app_name = "meetings"
urlpatterns = [
    # a network's meetings and hosts
    path("networks/<slug:slug>/meetings/", year.meetings, name="meetings"),
    path("networks/<slug:slug>/meetings/new/", planning.planning, name="planning"),
    path("networks/<slug:slug>/hosts/", hosts.hosts, name="hosts"),
    path("networks/<slug:slug>/hosts/offer/", offers.offer, name="host_offer"),
    path("networks/<slug:slug>/hosts/offers/<int:pk>/answer/", offers.offer_answer, name="host_offer_answer"),
    path(
        "networks/<slug:slug>/hosts/offers/<int:pk>/withdrawal/",
        offers.offer_withdrawal,
        name="host_offer_withdrawal",
    ),
    path("organisations/<int:pk>/hosting/", hosts.organisation_hosting, name="organisation_hosting"),
    path("me/meetings/", mine.my_meetings, name="my_meetings"),
    path("me/calendar/", calendars.calendars, name="calendars"),
    path("me/calendar/<slug:whose>/address/", calendars.calendar_address, name="calendar_address"),
    path("calendars/<str:secret>.ics", calendars.calendar, name="calendar"),
    # one meeting
    path("meetings/<slug:slug>/", meeting.meeting, name="meeting"),
    path("meetings/<slug:slug>/online/", meeting.online, name="online"),
    # making it
    path("meetings/<slug:slug>/edit/", planning.editing, name="editing"),
    path("meetings/<slug:slug>/publication/", publishing.publication, name="publication"),
    path(
        "meetings/<slug:slug>/publication/ending/", publishing.publication_ending, name="publication_ending"
    ),
    path("meetings/<slug:slug>/invitations/", publishing.invitations, name="invitations"),
    path("meetings/<slug:slug>/reminders/", reminders.reminders, name="reminders"),
    path("meetings/<slug:slug>/rescheduling/", moving.rescheduling, name="rescheduling"),
    path("meetings/<slug:slug>/cancellation/", moving.cancellation, name="cancellation"),
    path("meetings/<slug:slug>/holding/", moving.holding, name="holding"),
    path("meetings/<slug:slug>/warnings/<slug:code>/", publishing.warning_reason, name="warning_reason"),
    path("meetings/<slug:slug>/host/", host.host, name="host"),
    path("meetings/<slug:slug>/host/removal/", host.host_removal, name="host_removal"),
    path("meetings/<slug:slug>/host/link/", host.host_link, name="host_link"),
    path("meetings/<slug:slug>/host/tasks/", host.host_tasks, name="host_tasks"),
    path("meetings/<slug:slug>/host/tasks/<int:pk>/", host.host_task, name="host_task"),
    path(
        "meetings/<slug:slug>/host/tasks/<int:pk>/removal/", host.host_task_removal, name="host_task_removal"
    ),
    path("meetings/<slug:slug>/programme/", programme.programme, name="programme"),
    path("meetings/<slug:slug>/programme/items/", programme.items, name="items"),
    path("meetings/<slug:slug>/programme/items/<int:pk>/", programme.item, name="item"),
    path(
        "meetings/<slug:slug>/programme/items/<int:pk>/position/",
        programme.item_position,
        name="item_position",
    ),
    path("meetings/<slug:slug>/programme/items/<int:pk>/length/", programme.item_length, name="item_length"),
    path(
        "meetings/<slug:slug>/programme/items/<int:pk>/removal/", programme.item_removal, name="item_removal"
    ),
    path("meetings/<slug:slug>/programme/copying/", copying.copying, name="copying"),
    path("meetings/<slug:slug>/programme/template/", copying.template, name="template"),
    path(
        "meetings/<slug:slug>/programme/templates/<int:pk>/removal/",
        copying.template_removal,
        name="template_removal",
    ),
    # coming to it
    path("meetings/<slug:slug>/registration/", seats.registration, name="registration"),
    path("meetings/<slug:slug>/seats/<int:pk>/swap/", seats.swap, name="swap"),
    path("meetings/<slug:slug>/seats/<int:pk>/leaving/", seats.leaving, name="leaving"),
    path("meetings/<slug:slug>/seats/<int:pk>/acceptance/", seats.acceptance, name="acceptance"),
    path("meetings/<slug:slug>/answers/", seats.answers, name="answers"),
    path("meetings/<slug:slug>/questions/", questions.questions, name="questions"),
    path("meetings/<slug:slug>/companion/", companions.companion, name="companion"),
    path(
        "meetings/<slug:slug>/companion/<int:pk>/calling-off/",
        companions.companion_calling_off,
        name="companion_calling_off",
    ),
    path("meetings/<slug:slug>/companions/", companions.companions, name="companions"),
    path("meetings/<slug:slug>/guests/", guests.guests, name="guests"),
    path(
        "meetings/<slug:slug>/guests/<int:pk>/calling-off/",
        guests.guest_calling_off,
        name="guest_calling_off",
    ),
    path("meetings/<slug:slug>/guests/<int:pk>/time/", guests.guest_time, name="guest_time"),
    path("meetings/<slug:slug>/participants/", participants.participants, name="participants"),
    path(
        "meetings/<slug:slug>/participants/registration/",
        participants.registration,
        name="participant_registration",
    ),
    path(
        "meetings/<slug:slug>/participants/invitations/<int:pk>/sending/",
        participants.invitation_sending,
        name="invitation_sending",
    ),
    path("meetings/<slug:slug>/participants/mail/", mailings.mailing_writing, name="mailing_writing"),
    path("meetings/<slug:slug>/mailings/<int:pk>/", mailings.mailing, name="mailing"),
    path(
        "meetings/<slug:slug>/participants/replies/<int:pk>/acceptance/",
        replies.reply_acceptance,
        name="reply_acceptance",
    ),
    path(
        "meetings/<slug:slug>/participants/replies/<int:pk>/dismissal/",
        replies.reply_dismissal,
        name="reply_dismissal",
    ),
    # the day
    path("meetings/<slug:slug>/attendance/", attendance.attendance, name="attendance"),
    path("meetings/<slug:slug>/attendance/marks/", attendance.attendance_marks, name="attendance_marks"),
    path("meetings/<slug:slug>/attendance/worker.js", attendance.attendance_worker, name="attendance_worker"),
    path("meetings/<slug:slug>/attendance/walk-in/", attendance.walk_in, name="walk_in"),
    path("meetings/<slug:slug>/attendance/check-in/<str:code>/", attendance.check_in, name="check_in"),
    path("meetings/<slug:slug>/attendance/table.csv", attendance.attendance_export, name="attendance_export"),
    path("meetings/<slug:slug>/papers/", papers.papers, name="papers"),
    path("meetings/<slug:slug>/papers/<slug:paper>.pdf", papers.paper, name="paper"),
    path("meetings/<slug:slug>/certificate.pdf", papers.certificate, name="certificate"),
    path("meetings/<slug:slug>/now/", now.now, name="now"),
    path("meetings/<slug:slug>/delay/", now.delay, name="delay"),
    # what remains
    path("meetings/<slug:slug>/notes/", notes.notes, name="notes"),
    path("meetings/<slug:slug>/notes/items/<int:pk>/", notes.note, name="note"),
    path("meetings/<slug:slug>/notes/summary/", notes.notes_summary, name="notes_summary"),
    path("meetings/<slug:slug>/notes/approval/", notes.notes_approval, name="notes_approval"),
    path("meetings/<slug:slug>/notes/sharing/", notes.notes_sharing, name="notes_sharing"),
    path("meetings/<slug:slug>/notes.pdf", notes.notes_pdf, name="notes_pdf"),
    path("meetings/<slug:slug>/take-home/", take_home.take_home, name="take_home"),
    path("meetings/<slug:slug>/actions/", actions.actions, name="actions"),
    path("meetings/<slug:slug>/actions/<int:pk>/", actions.action, name="action"),
    path(
        "meetings/<slug:slug>/actions/<int:pk>/completion/",
        actions.action_completion,
        name="action_completion",
    ),
    path("meetings/<slug:slug>/actions/<int:pk>/removal/", actions.action_removal, name="action_removal"),
    path("meetings/<slug:slug>/material/", materials.materials, name="materials"),
    path("meetings/<slug:slug>/material/<int:pk>/", materials.material, name="material"),
    path("meetings/<slug:slug>/material/<int:pk>/file/", materials.material_file, name="material_file"),
    path(
        "meetings/<slug:slug>/material/<int:pk>/sharing/", materials.material_sharing, name="material_sharing"
    ),
    path(
        "meetings/<slug:slug>/material/<int:pk>/removal/", materials.material_removal, name="material_removal"
    ),
]
