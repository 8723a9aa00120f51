"""The plan of the demonstration: its fixed reporting date, its invented uploads and examples."""

from __future__ import annotations

import datetime as dt
import hashlib
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
    id: Filled
    body: dict[str, Any]
    by: Filled
    reason: Filled


class DemoPlan(Strict):
    """The whole of data/demo/plan.toml."""

    reporting_date: dt.date
    upload: tuple[DemoUpload, ...]
    entry: tuple[DemoEntry, ...] = ()

    def fingerprint(self) -> str:
        """Return 16 hexadecimal digits over the plan and the bytes of its files.

        Where they differ, a demonstration built from the one is not that of the other.
        """
        whole = hashlib.sha256(self.model_dump_json().encode())
        for upload in self.upload:
            # Each file by its own fingerprint: a line moved to the next file is another plan.
            whole.update(hashlib.sha256((DEMO / upload.file).read_bytes()).digest())
        return whole.hexdigest()[:16]


def demo_plan() -> DemoPlan:
    """Read the plan of the demonstration."""
    return DemoPlan.model_validate(read_toml(DEMO / "plan.toml"))
