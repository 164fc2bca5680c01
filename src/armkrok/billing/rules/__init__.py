"""What billing decides: values in, an answer or a Refusal out."""

from armkrok.networks.rules import Refusal

__all__ = ["Refusal"]
