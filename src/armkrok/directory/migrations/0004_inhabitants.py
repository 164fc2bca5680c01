"""How many live in a municipality, for prices that follow it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0003_organisation_listed"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="inhabitants",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="inhabitants"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="inhabitants_on",
            field=models.DateField(blank=True, null=True, verbose_name="counted on"),
        ),
    ]
