"""A number that follows from others: what it is, what it rests on and how it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kpi.measure import Reason, Scope


@dataclass(frozen=True)
class Input:
    """A figure that a derived number rests on; its own explanation ends at rows."""

    indicator: str
    scope: Scope


@dataclass(frozen=True)
class Derived:
    """A number made of others: `value` in `unit`, the figures it is `from_`, method, parameters.

    `method` has words under ``method.<name>``. `value` is None where it cannot be known, and
    `reason` says why.
    """

    value: Decimal | None
    unit: str
    from_: tuple[Input, ...]
    method: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    reason: Reason | None = None
