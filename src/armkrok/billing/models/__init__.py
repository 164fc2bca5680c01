from .delivery import Delivery, DeliveryState, InvoicingQuestion, PaymentPause, PaymentReminder
from .invoice import CreditDecision, Format, Invoice, InvoiceLine, Kind, Paper, Run, RunItem
from .issuer import Channel, Issuer, PaymentKind, Series
from .payment import Allocation, BankFile, Payment
from .price import Charges, PriceRule, VatBand, VatCategory, VatRate

__all__ = [
    "Allocation",
    "BankFile",
    "Channel",
    "Charges",
    "CreditDecision",
    "Delivery",
    "DeliveryState",
    "Format",
    "Invoice",
    "InvoiceLine",
    "InvoicingQuestion",
    "Issuer",
    "Kind",
    "Paper",
    "Payment",
    "PaymentKind",
    "PaymentPause",
    "PaymentReminder",
    "PriceRule",
    "Run",
    "RunItem",
    "Series",
    "VatBand",
    "VatCategory",
    "VatRate",
]
