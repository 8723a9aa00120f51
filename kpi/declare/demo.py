"""The plan of the demonstration: its fixed reporting date, its invented uploads and examples."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from kpi.declare.catalogue import DEMO, read_toml
from kpi.declare.grammar import Filled, Identifier, Strict


class DemoUpload(Strict):
    """One invented file, loaded by the ordinary intake in the order of the plan."""

    kind: Identifier
    file: Filled
    by: Filled
    note: str = ""


class DemoEntry(Strict):
    """One register entry that is an example: it shows paths where the truth is not known yet."""

    register_id: Identifier = Field(alias="register")
    id: Identifier
    body: dict[str, Any]
    by: Filled
    reason: Filled


class DemoPlan(Strict):
    """The whole of data/demo/plan.toml."""

    reporting_date: dt.date
    upload: tuple[DemoUpload, ...]
    entry: tuple[DemoEntry, ...] = ()


def demo_plan() -> DemoPlan:
    """Read the plan of the demonstration."""
    return DemoPlan.model_validate(read_toml(DEMO / "plan.toml"))
