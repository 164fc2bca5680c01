"""The VAT rates that are known, each from its day on (A6)."""

import datetime as dt
from decimal import Decimal

from django.db import migrations

RATES = [
    ("DK", "standard", "25", dt.date(1992, 1, 1), "Momsloven § 33"),
    ("SE", "standard", "25", dt.date(1990, 7, 1), "Mervärdesskattelagen, 9 kap. 2 §"),
    ("SE", "reduced", "12", dt.date(1996, 1, 1), "Mervärdesskattelagen, 9 kap."),
    ("SE", "low", "6", dt.date(1996, 1, 1), "Mervärdesskattelagen, 9 kap."),
    ("NO", "standard", "25", dt.date(2005, 1, 1), "Stortingets vedtak om merverdiavgift"),
    ("FI", "standard", "24", dt.date(2013, 1, 1), "Arvonlisäverolaki 84 §"),
    ("FI", "standard", "25.5", dt.date(2024, 9, 1), "Arvonlisäverolaki 84 §"),
]


def set_up(apps, schema_editor):
    rates = apps.get_model("billing", "VatRate").objects
    for country, band, percent, from_on, source in RATES:
        values = {"percent": Decimal(percent), "source": source}
        rates.get_or_create(country=country, band=band, from_on=from_on, defaults=values)


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]
    operations = [migrations.RunPython(set_up, migrations.RunPython.noop)]
