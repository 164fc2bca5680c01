"""More than one package of seats (A7), and enrolments that begin with the next year (K38)."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0004_inhabitants"),
        ("networks", "0004_reminders"),
    ]

    operations = [
        migrations.AddField(
            model_name="enrolment",
            name="begins_on",
            field=models.DateField(null=True, verbose_name="wanted from"),
        ),
        migrations.AddField(
            model_name="network",
            name="packages_at_most",
            field=models.PositiveSmallIntegerField(
                default=1,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(20),
                ],
                verbose_name="packages of seats, at most",
            ),
        ),
        migrations.CreateModel(
            name="Package",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_on", models.DateField(verbose_name="runs from")),
                ("until_on", models.DateField(null=True, verbose_name="runs until")),
                ("taken_at", models.DateTimeField()),
                ("given_up_at", models.DateTimeField(null=True)),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="packages",
                        to="networks.enrolment",
                    ),
                ),
                (
                    "given_up_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "package of seats",
                "verbose_name_plural": "packages of seats",
                "ordering": ["from_on", "pk"],
            },
        ),
    ]
