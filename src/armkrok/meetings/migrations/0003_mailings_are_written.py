"""Mails to a selection are written by the worker, which also looks by itself."""

from django.db import migrations

SCHEDULE = {
    "name": "meetings: write mailings",
    "func": "armkrok.meetings.tasks.write_mailings",
    "schedule_type": "I",
    "minutes": 5,
}


def set_up(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.get_or_create(name=SCHEDULE["name"], defaults=SCHEDULE)


def take_down(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.filter(name=SCHEDULE["name"]).delete()


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_schedules"), ("django_q", "0017_task_cluster_alter")]
    operations = [migrations.RunPython(set_up, take_down)]
