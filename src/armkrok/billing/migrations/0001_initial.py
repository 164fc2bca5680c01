"""Prices, invoices, deliveries, payments."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directory", "0004_inhabitants"),
        ("meetings", "0005_schedules_of_what_remains"),
        ("networks", "0005_packages"),
    ]

    operations = [
        migrations.CreateModel(
            name="InvoicingQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("missing", models.JSONField(default=list)),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invoicing_questions",
                        to="networks.enrolment",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "question about invoicing",
                "verbose_name_plural": "questions about invoicing",
                "ordering": ["asked_at"],
            },
        ),
        migrations.CreateModel(
            name="Issuer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("legal_name", models.CharField(max_length=200, verbose_name="name on the invoice")),
                ("street", models.CharField(max_length=200, verbose_name="street and number")),
                (
                    "street_more",
                    models.CharField(blank=True, max_length=200, verbose_name="more of the address"),
                ),
                ("postal_code", models.CharField(max_length=20, verbose_name="postal code")),
                ("city", models.CharField(max_length=100, verbose_name="town")),
                ("registration_number", models.CharField(max_length=20, verbose_name="registration number")),
                ("vat_number", models.CharField(blank=True, max_length=20, verbose_name="VAT number")),
                ("f_tax", models.BooleanField(default=False, verbose_name="approved for F-tax (Sweden)")),
                (
                    "e_address_scheme",
                    models.CharField(
                        choices=[
                            ("0088", "EAN/GLN number (0088)"),
                            ("0007", "Swedish organisation number (0007)"),
                            ("0184", "Danish CVR number (0184)"),
                            ("0192", "Norwegian organisation number (0192)"),
                            ("0216", "Finnish organisation number (0216)"),
                            ("0096", "Danish P number (0096)"),
                            ("0198", "Danish SE number (0198)"),
                        ],
                        max_length=4,
                        verbose_name="kind of e-invoice address",
                    ),
                ),
                ("e_address", models.CharField(max_length=50, verbose_name="e-invoice address")),
                ("contact_name", models.CharField(max_length=100, verbose_name="contact for invoices")),
                ("contact_email", models.EmailField(max_length=254, verbose_name="contact's e-mail")),
                (
                    "contact_phone",
                    models.CharField(blank=True, max_length=30, verbose_name="contact's telephone"),
                ),
                (
                    "payment_kind",
                    models.CharField(
                        choices=[
                            ("iban", "IBAN"),
                            ("dk_account", "Danish account"),
                            ("fik", "Danish payment slip (FIK 71)"),
                            ("bankgiro", "Bankgiro"),
                            ("plusgiro", "Plusgiro"),
                        ],
                        max_length=20,
                        verbose_name="how to pay",
                    ),
                ),
                ("account", models.CharField(max_length=40, verbose_name="account")),
                (
                    "bank",
                    models.CharField(
                        blank=True, max_length=20, verbose_name="BIC or registration number of the bank"
                    ),
                ),
                (
                    "terms_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(120),
                        ],
                        verbose_name="days to pay",
                    ),
                ),
                (
                    "number_prefix",
                    models.CharField(
                        blank=True, max_length=10, verbose_name="what invoice numbers begin with"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("access_point", "As an e-invoice, through an access point"),
                            ("mail", "By mail, with PDF and XML"),
                            ("download", "Downloaded and sent by hand"),
                        ],
                        default="mail",
                        max_length=20,
                        verbose_name="how invoices are delivered",
                    ),
                ),
                (
                    "reminder_days",
                    models.JSONField(
                        blank=True, default=list, verbose_name="reminders (days after the due day)"
                    ),
                ),
                (
                    "account_receivable",
                    models.CharField(blank=True, max_length=20, verbose_name="account: receivables"),
                ),
                ("account_fee", models.CharField(blank=True, max_length=20, verbose_name="account: fees")),
                (
                    "account_extra_seat",
                    models.CharField(blank=True, max_length=20, verbose_name="account: extra seats"),
                ),
                (
                    "account_vat",
                    models.CharField(blank=True, max_length=20, verbose_name="account: outgoing VAT"),
                ),
                ("account_bank", models.CharField(blank=True, max_length=20, verbose_name="account: bank")),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issuer",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "issuer of invoices",
                "verbose_name_plural": "issuers of invoices",
                "ordering": ["legal_name"],
            },
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("serial", models.PositiveIntegerField()),
                ("number", models.CharField(max_length=30, verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[("380", "Invoice"), ("381", "Credit note")],
                        default="380",
                        max_length=3,
                        verbose_name="kind",
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[("peppol", "Peppol BIS Billing 3.0"), ("oioubl", "OIOUBL 2.1")],
                        max_length=10,
                        verbose_name="format",
                    ),
                ),
                ("network_year_from", models.DateField()),
                ("issued_on", models.DateField(verbose_name="issued")),
                ("due_on", models.DateField(null=True, verbose_name="to be paid by")),
                ("issued_at", models.DateTimeField()),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("net", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="net")),
                ("vat", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="VAT")),
                ("gross", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="to pay")),
                (
                    "buyer_reference",
                    models.CharField(blank=True, max_length=100, verbose_name="your reference"),
                ),
                (
                    "payment_reference",
                    models.CharField(
                        blank=True, db_index=True, max_length=40, verbose_name="payment reference"
                    ),
                ),
                ("why", models.TextField(blank=True, verbose_name="why")),
                (
                    "anew",
                    models.BooleanField(
                        default=False, help_text="What it takes back is to be invoiced anew."
                    ),
                ),
                ("said", models.JSONField(default=dict, help_text="The document: see document.py.")),
                (
                    "credits",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_notes",
                        to="billing.invoice",
                        verbose_name="takes back",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="networks.enrolment",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                    ),
                ),
                (
                    "network",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="networks.network",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="directory.organisation",
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="billing.issuer",
                    ),
                ),
            ],
            options={
                "verbose_name": "invoice",
                "verbose_name_plural": "invoices",
                "ordering": ["-issued_on", "-year", "-serial"],
            },
        ),
        migrations.CreateModel(
            name="BankFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("format", models.CharField(max_length=20)),
                ("account", models.CharField(max_length=40)),
                ("left_out", models.JSONField(default=dict)),
                ("read_at", models.DateTimeField()),
                (
                    "read_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_files",
                        to="billing.issuer",
                    ),
                ),
            ],
            options={
                "verbose_name": "bank file",
                "verbose_name_plural": "bank files",
                "ordering": ["-read_at"],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("xml", models.BinaryField()),
                ("pdf", models.BinaryField()),
                (
                    "invoice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper",
                        to="billing.invoice",
                    ),
                ),
            ],
            options={
                "verbose_name": "invoice paper",
                "verbose_name_plural": "invoice papers",
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "entry",
                    models.CharField(
                        help_text="The bank's own reference of the entry, or what makes it this one: it is read once.",
                        max_length=200,
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="amount")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("paid_on", models.DateField(verbose_name="paid")),
                ("payer", models.CharField(blank=True, max_length=200, verbose_name="payer")),
                ("reference", models.CharField(blank=True, max_length=200, verbose_name="reference")),
                ("message", models.TextField(blank=True, verbose_name="message")),
                ("at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_why", models.TextField(blank=True)),
                (
                    "bank_file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="billing.bankfile",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="billing.issuer",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "payment",
                "verbose_name_plural": "payments",
                "ordering": ["-paid_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="amount")),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="billing.invoice",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="billing.payment",
                    ),
                ),
            ],
            options={
                "verbose_name": "allocation",
                "verbose_name_plural": "allocations",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PaymentPause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("why", models.TextField(blank=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pauses",
                        to="billing.invoice",
                    ),
                ),
            ],
            options={
                "verbose_name": "pause in reminders",
                "verbose_name_plural": "pauses in reminders",
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="PaymentReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("step", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                ("to_address", models.CharField(max_length=254)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="billing.invoice",
                    ),
                ),
            ],
            options={
                "verbose_name": "payment reminder",
                "verbose_name_plural": "payment reminders",
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="PriceRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "charges",
                    models.CharField(
                        choices=[
                            ("fee", "The membership, for a network year"),
                            ("extra_seat", "An extra seat at a meeting"),
                        ],
                        max_length=20,
                        verbose_name="what it is for",
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="kind of price")),
                ("from_on", models.DateField(verbose_name="valid from")),
                ("currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                ("terms", models.JSONField(blank=True, default=dict)),
                (
                    "vat_category",
                    models.CharField(
                        choices=[
                            ("S", "VAT is added"),
                            ("Z", "Zero-rated"),
                            ("E", "Exempt from VAT"),
                            ("O", "Outside the scope of VAT"),
                        ],
                        default="S",
                        max_length=1,
                        verbose_name="VAT",
                    ),
                ),
                (
                    "vat_band",
                    models.CharField(
                        choices=[
                            ("standard", "Standard rate"),
                            ("reduced", "Reduced rate"),
                            ("low", "Low rate"),
                        ],
                        default="standard",
                        max_length=10,
                        verbose_name="rate",
                    ),
                ),
                (
                    "vat_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="why no VAT is added"),
                ),
                ("at", models.DateTimeField()),
                ("dropped_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
                (
                    "dropped_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
                (
                    "network",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="price_rules",
                        to="networks.network",
                    ),
                ),
            ],
            options={
                "verbose_name": "price rule",
                "verbose_name_plural": "price rules",
                "ordering": ["network", "charges", "-from_on"],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("380", "Invoice"), ("381", "Credit note")], default="380", max_length=3
                    ),
                ),
                ("approved_at", models.DateTimeField()),
                (
                    "seen",
                    models.CharField(
                        help_text="A mark of what the preview showed: sent twice, it is one run.",
                        max_length=64,
                    ),
                ),
                ("why", models.TextField(blank=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="runs", to="billing.issuer"
                    ),
                ),
            ],
            options={
                "verbose_name": "invoice run",
                "verbose_name_plural": "invoice runs",
                "ordering": ["-approved_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CreditDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("credited", models.BooleanField()),
                ("why", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                    ),
                ),
                (
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_decision",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.run",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision about a credit",
                "verbose_name_plural": "decisions about credits",
            },
        ),
        migrations.CreateModel(
            name="RunItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("network_year_from", models.DateField(null=True)),
                ("charges", models.JSONField(default=dict)),
                ("done_at", models.DateTimeField(null=True)),
                ("why_not", models.TextField(blank=True)),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="networks.enrolment"
                    ),
                ),
                (
                    "invoice",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="run_item",
                        to="billing.invoice",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="billing.run"
                    ),
                ),
            ],
            options={
                "verbose_name": "item of a run",
                "verbose_name_plural": "items of a run",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField(default=0)),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="series",
                        to="billing.issuer",
                    ),
                ),
            ],
            options={
                "verbose_name": "number series",
                "verbose_name_plural": "number series",
            },
        ),
        migrations.CreateModel(
            name="VatRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        choices=[("DK", "Denmark"), ("SE", "Sweden"), ("NO", "Norway"), ("FI", "Finland")],
                        max_length=2,
                        verbose_name="country",
                    ),
                ),
                (
                    "band",
                    models.CharField(
                        choices=[
                            ("standard", "Standard rate"),
                            ("reduced", "Reduced rate"),
                            ("low", "Low rate"),
                        ],
                        default="standard",
                        max_length=10,
                        verbose_name="rate",
                    ),
                ),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="per cent")),
                ("from_on", models.DateField(verbose_name="valid from")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="where it is said")),
            ],
            options={
                "verbose_name": "VAT rate",
                "verbose_name_plural": "VAT rates",
                "ordering": ["country", "band", "-from_on"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("country", "band", "from_on"), name="one_vat_rate_at_a_time"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("access_point", "As an e-invoice, through an access point"),
                            ("mail", "By mail, with PDF and XML"),
                            ("download", "Downloaded and sent by hand"),
                        ],
                        max_length=20,
                        verbose_name="way",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits to be sent"),
                            ("sending", "Is being sent"),
                            ("sent", "Sent"),
                            ("received", "Received"),
                            ("rejected", "Rejected"),
                            ("failed", "Couldn't be sent"),
                            ("dropped", "Isn't sent this way"),
                        ],
                        default="waiting",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("to_address", models.CharField(blank=True, max_length=254)),
                ("made_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(null=True)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("reference", models.CharField(blank=True, max_length=200)),
                ("why", models.TextField(blank=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="billing.invoice",
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery",
                "verbose_name_plural": "deliveries",
                "ordering": ["made_at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_attempt_at__isnull", False)),
                        fields=["next_attempt_at"],
                        name="deliveries_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("channel", "access_point"),
                            ("state__in", ["waiting", "sending", "sent", "received"]),
                        ),
                        fields=("invoice",),
                        name="delivered_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("charge", models.CharField(db_index=True, max_length=80)),
                ("generation", models.PositiveSmallIntegerField(default=0)),
                (
                    "charges",
                    models.CharField(
                        choices=[
                            ("fee", "The membership, for a network year"),
                            ("extra_seat", "An extra seat at a meeting"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("explanation", models.TextField()),
                ("quantity", models.DecimalField(decimal_places=2, max_digits=10)),
                ("unit_price", models.DecimalField(decimal_places=2, max_digits=12)),
                ("net", models.DecimalField(decimal_places=2, max_digits=12)),
                ("vat_category", models.CharField(max_length=1)),
                ("vat_percent", models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=5)),
                ("vat_reason", models.CharField(blank=True, max_length=200)),
                (
                    "credits_line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credited_by",
                        to="billing.invoiceline",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="billing.invoice",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "invoice line",
                "verbose_name_plural": "invoice lines",
                "ordering": ["invoice", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("credits_line", None)),
                        fields=("charge", "generation"),
                        name="charged_once",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                fields=["network", "network_year_from"], name="billing_inv_network_ef4d74_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(fields=("issuer", "year", "serial"), name="number_once"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("credits", None), ("kind", "380")),
                    models.Q(("credits__isnull", False), ("kind", "381")),
                    _connector="OR",
                ),
                name="credit_notes_credit",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankfile",
            constraint=models.UniqueConstraint(fields=("issuer", "digest"), name="file_read_once"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(fields=("issuer", "entry"), name="paid_once"),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)), fields=("payment", "invoice"), name="allocated_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentpause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("invoice",), name="paused_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentreminder",
            constraint=models.UniqueConstraint(fields=("invoice", "step"), name="reminded_of_once"),
        ),
        migrations.AddConstraint(
            model_name="pricerule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dropped_at", None)),
                fields=("network", "charges", "from_on"),
                name="one_price_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.UniqueConstraint(fields=("issuer", "seen"), name="approved_once"),
        ),
        migrations.AddConstraint(
            model_name="runitem",
            constraint=models.UniqueConstraint(
                fields=("run", "enrolment", "network_year_from"), name="once_in_a_run"
            ),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.UniqueConstraint(fields=("issuer", "year"), name="one_series_a_year"),
        ),
    ]
