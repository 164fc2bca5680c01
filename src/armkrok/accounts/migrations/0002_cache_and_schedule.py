"""The table that the limits on attempts are counted in, and the daily task."""

from django.core.management import call_command
from django.db import migrations

SCHEDULE = {"name": "accounts: forget", "func": "armkrok.accounts.tasks.forget", "schedule_type": "D"}


def set_up(apps, schema_editor):
    # Leaves alone a table that is there already.
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)
    Schedule = apps.get_model("django_q", "Schedule")
    Schedule.objects.get_or_create(name=SCHEDULE["name"], defaults=SCHEDULE)


def take_down(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.filter(name=SCHEDULE["name"]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("django_q", "0017_task_cluster_alter"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]
    operations = [migrations.RunPython(set_up, take_down)]
