"""Networks are found by words, whatever their accents and case."""

from django.db import migrations, models

from armkrok.directory.rules import search_text


def write(apps, schema_editor):
    for network in apps.get_model("networks", "Network").objects.all():
        network.search_text = " ".join(
            search_text(words) for words in (network.name, network.summary, network.audience)
        )
        network.save(update_fields=["search_text"])


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="network",
            name="search_text",
            field=models.TextField(blank=True, default="", editable=False),
            preserve_default=False,
        ),
        migrations.RunPython(write, migrations.RunPython.noop),
    ]
