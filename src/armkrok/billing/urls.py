from django.urls import path

from .views import (
    bookkeeping,
    credits,
    delivery,
    due,
    fees,
    invoice,
    invoices,
    invoicing,
    issuer,
    mine,
    packages,
    payment,
    payments,
    prices,
    reminders,
)

app_name = "billing"
of_issuer = "organisations/<int:organisation>/invoices"
urlpatterns = [
    # A network's prices and fees
    path("networks/<slug:slug>/prices/", prices.prices, name="prices"),
    path("networks/<slug:slug>/prices/<slug:kind>/", prices.price, name="price"),
    path("networks/<slug:slug>/prices/<int:pk>/dropping/", prices.dropping, name="price_dropping"),
    path("networks/<slug:slug>/fees/", fees.this_year, name="fees_now"),
    path("networks/<slug:slug>/fees/<int:year>.csv", fees.export, name="fees_export"),
    path("networks/<slug:slug>/fees/<int:year>/", fees.fees, name="fees"),
    # A member: where its invoices go, and which it has
    path("networks/<slug:slug>/members/<int:pk>/invoicing/", invoicing.invoicing, name="invoicing"),
    path(
        "networks/<slug:slug>/members/<int:pk>/invoicing/question/",
        invoicing.question,
        name="invoicing_question",
    ),
    path("networks/<slug:slug>/members/<int:pk>/packages/", packages.packages, name="packages"),
    path("networks/<slug:slug>/members/<int:pk>/invoices/", mine.invoices, name="member_invoices"),
    # Who sends them
    path("invoices/", invoices.issuers, name="issuers"),
    path(f"{of_issuer}/", invoices.invoices, name="invoices"),
    path(f"{of_issuer}/issuer/", issuer.issuer, name="issuer"),
    path(f"{of_issuer}/due/", due.due, name="due"),
    path(f"{of_issuer}/runs/", due.runs, name="runs"),
    path(f"{of_issuer}/runs/<int:run>/", due.run, name="run"),
    path(f"{of_issuer}/payments/", payments.payments, name="payments"),
    path(f"{of_issuer}/payments/files/", payments.bank_file, name="bank_file"),
    path(f"{of_issuer}/payments/<int:pk>/", payment.payment, name="payment"),
    path(f"{of_issuer}/payments/<int:pk>/settlement/", payment.settlement, name="payment_settlement"),
    path(f"{of_issuer}/bookkeeping/", bookkeeping.bookkeeping, name="bookkeeping"),
    path(f"{of_issuer}/bookkeeping/journal.<str:kind>", bookkeeping.export, name="bookkeeping_export"),
    path(f"{of_issuer}/credits/<int:meeting>/", credits.suggestion, name="credit_suggestion"),
    # One of them
    path("invoices/<int:pk>/", invoice.invoice, name="invoice"),
    path("invoices/<int:pk>/invoice.pdf", invoice.pdf, name="pdf"),
    path("invoices/<int:pk>/invoice.xml", invoice.xml, name="xml"),
    path("invoices/<int:pk>/credit/", credits.credit, name="credit"),
    path("invoices/<int:pk>/anew/", credits.anew, name="anew"),
    path("invoices/<int:pk>/payment/", payment.by_hand, name="payment_by_hand"),
    path("invoices/<int:pk>/payment/<int:allocation>/undoing/", payment.undoing, name="payment_undoing"),
    path("invoices/<int:pk>/delivery/", delivery.delivery, name="delivery"),
    path("invoices/<int:pk>/reminders/pause/", reminders.pause, name="reminder_pause"),
    path("invoices/<int:pk>/reminders/resumption/", reminders.resumption, name="reminder_resumption"),
]
