"""Every day the memberships whose last day is over end."""

from django.db import migrations

SCHEDULE = {
    "name": "networks: end memberships",
    "func": "armkrok.networks.tasks.end_memberships",
    "schedule_type": "D",
}


def set_up(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.get_or_create(name=SCHEDULE["name"], defaults=SCHEDULE)


def take_down(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.filter(name=SCHEDULE["name"]).delete()


class Migration(migrations.Migration):
    dependencies = [("networks", "0001_initial"), ("django_q", "0017_task_cluster_alter")]
    operations = [migrations.RunPython(set_up, take_down)]
