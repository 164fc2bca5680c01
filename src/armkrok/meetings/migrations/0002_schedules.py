"""Places that come free pass on by themselves, and newcomers are invited."""

from django.db import migrations

SCHEDULES = [
    {
        "name": "meetings: pass on places",
        "func": "armkrok.meetings.tasks.pass_on_places",
        "schedule_type": "I",
        "minutes": 1,
    },
    {
        "name": "meetings: send invitations",
        "func": "armkrok.meetings.tasks.send_invitations",
        "schedule_type": "I",
        "minutes": 10,
    },
    {
        "name": "meetings: erase answers",
        "func": "armkrok.meetings.tasks.erase_answers",
        "schedule_type": "D",
    },
]


def set_up(apps, schema_editor):
    for schedule in SCHEDULES:
        apps.get_model("django_q", "Schedule").objects.get_or_create(name=schedule["name"], defaults=schedule)


def take_down(apps, schema_editor):
    names = [schedule["name"] for schedule in SCHEDULES]
    apps.get_model("django_q", "Schedule").objects.filter(name__in=names).delete()


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("django_q", "0017_task_cluster_alter")]
    operations = [migrations.RunPython(set_up, take_down)]
