"""What is done by itself with invoices."""

from django.db import migrations

SCHEDULES = [
    {
        "name": "billing: finish runs",
        "func": "armkrok.billing.tasks.finish_runs",
        "schedule_type": "I",
        "minutes": 5,
    },
    {
        "name": "billing: deliver",
        "func": "armkrok.billing.tasks.deliver",
        "schedule_type": "I",
        "minutes": 5,
    },
    {
        "name": "billing: remind",
        "func": "armkrok.billing.tasks.remind",
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
    dependencies = [("billing", "0002_vat_rates"), ("django_q", "0017_task_cluster_alter")]
    operations = [migrations.RunPython(set_up, take_down)]
