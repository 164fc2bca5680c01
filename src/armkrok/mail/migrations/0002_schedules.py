"""The clockwork behind the outbox. Written once, in the database, so that a restart doubles nothing."""

from django.db import migrations

SCHEDULES = [
    {"name": "mail: deliver", "func": "armkrok.mail.tasks.deliver", "schedule_type": "I", "minutes": 1},
    {"name": "mail: forget", "func": "armkrok.mail.tasks.forget", "schedule_type": "H"},
]


def set_up(apps, schema_editor):
    Schedule = apps.get_model("django_q", "Schedule")
    for schedule in SCHEDULES:
        Schedule.objects.get_or_create(name=schedule["name"], defaults=schedule)


def take_down(apps, schema_editor):
    Schedule = apps.get_model("django_q", "Schedule")
    Schedule.objects.filter(name__in=[s["name"] for s in SCHEDULES]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0001_initial"),
        ("django_q", "0017_task_cluster_alter"),
    ]
    operations = [migrations.RunPython(set_up, take_down)]
