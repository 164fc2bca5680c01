from django.urls import path

from . import views

app_name = "demo"
urlpatterns = [
    path("as/<slug:name>/", views.stepping_in, name="stepping_in"),
    path("out/", views.stepping_out, name="stepping_out"),
    path("mail/", views.mailbox, name="mailbox"),
    path("mail/<int:pk>/", views.letter, name="letter"),
    path("mail/<int:pk>/letter/", views.letter_body, name="letter_body"),
    path("mail/<int:pk>/invite.ics", views.invite, name="invite"),
    path("mail/<int:pk>/files/<int:file>/", views.attachment, name="attachment"),
]
