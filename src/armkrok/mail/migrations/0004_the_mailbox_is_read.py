"""What comes in is looked for every minute. Where no mailbox is set up there is nothing to do."""

from django.db import migrations

SCHEDULES = [
    {
        "name": "mail: read mailbox",
        "func": "armkrok.mail.tasks.read_mailbox",
        "schedule_type": "I",
        "minutes": 1,
    },
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
        ("mail", "0003_what_comes_in"),
        ("django_q", "0017_task_cluster_alter"),
    ]
    operations = [migrations.RunPython(set_up, take_down)]
