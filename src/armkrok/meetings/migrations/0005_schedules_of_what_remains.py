"""What is done by itself around the day, and afterwards."""

from django.db import migrations

SCHEDULES = [
    {
        "name": "meetings: send reminders",
        "func": "armkrok.meetings.tasks.send_reminders",
        "schedule_type": "H",
    },
    {
        "name": "meetings: sweep files",
        "func": "armkrok.meetings.tasks.sweep_files",
        "schedule_type": "D",
    },
    {
        "name": "meetings: remind of actions",
        "func": "armkrok.meetings.tasks.remind_of_actions",
        "schedule_type": "H",
    },
]


def set_up(apps, schema_editor):
    for schedule in SCHEDULES:
        apps.get_model("django_q", "Schedule").objects.get_or_create(name=schedule["name"], defaults=schedule)


def take_down(apps, schema_editor):
    names = [schedule["name"] for schedule in SCHEDULES]
    apps.get_model("django_q", "Schedule").objects.filter(name__in=names).delete()


class Migration(migrations.Migration):
    dependencies = [("meetings", "0004_what_remains"), ("django_q", "0017_task_cluster_alter")]
    operations = [migrations.RunPython(set_up, take_down)]
