"""Money, and what it is worth elsewhere."""

from datetime import datetime
from decimal import Decimal

from attrs import field, frozen
from attrs.validators import ge, gt, matches_re

from core.planning.model.provenance import Provenance

CURRENCY = "[A-Z]{3}"
KRW = "KRW"


@frozen(kw_only=True)
class Money:
    """An amount of a currency (ISO 4217)."""

    amount: Decimal = field(validator=ge(Decimal(0)))
    currency: str = field(validator=matches_re(CURRENCY))


@frozen(kw_only=True)
class Rate:
    """One unit of `base` is `value` of `target`; the next rate comes at `good_until`."""

    base: str
    target: str
    value: Decimal = field(validator=gt(Decimal(0)))
    found: Provenance
    good_until: datetime
