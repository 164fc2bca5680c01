"""An action that is changed after the notes were shared is kept as it stood; of a reply it is known that it came late."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0005_schedules_of_what_remains"),
    ]

    operations = [
        migrations.AlterField(
            model_name="calendarreply",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("followed", "Taken as their answer"),
                    ("refused", "Could not be done"),
                    ("doubtful", "From another address: you decide"),
                    ("late", "Came after something newer had been answered"),
                    ("put_aside", "Put aside"),
                ],
                max_length=20,
                verbose_name="what became of it",
            ),
        ),
        migrations.AlterField(
            model_name="correction",
            name="why",
            field=models.TextField(blank=True, verbose_name="why"),
        ),
        migrations.AddField(
            model_name="correction",
            name="item",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="corrections",
                to="meetings.agendaitem",
            ),
        ),
    ]
