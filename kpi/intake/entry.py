"""The one door of the check: meter readings go their own way, all else row by row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from kpi.declare import Contract
from kpi.intake.check import check as check_rows
from kpi.intake.checked import Checked, Vocabulary
from kpi.intake.readings.check import check_readings


def check(
    contract: Contract,
    data: bytes,
    words: Vocabulary,
    *,
    decide: Mapping[str, str],
    constants: Mapping[str, str],
    today: dt.date,
    name: str = "",
) -> Checked:
    """Check a file against a contract and return all that can be said of it, all faults at once."""
    walk = check_rows if contract.readings is None else check_readings
    return walk(contract, data, words, decide=decide, constants=constants, today=today, name=name)
