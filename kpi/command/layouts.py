"""The layouts of suppliers' files that people saved, and taking one out of use."""

from __future__ import annotations

import argparse
from typing import Any

from kpi.acts import saved_layouts, withdraw_layout
from kpi.command.desk import Desk


def layouts(desk: Desk, given: argparse.Namespace) -> tuple[int, dict[str, Any]]:
    """List the saved layouts; `--withdraw` takes one of them out of use first."""
    acts = desk.acts()
    answer: dict[str, Any] = {}
    if given.withdraw:
        revision = withdraw_layout(acts, given.withdraw, actor=given.by, reason=given.reason)
        answer = {"withdrawn": given.withdraw, "revision": revision}
    answer["layouts"] = [
        {
            "id": entry.id,
            "kind": entry.body["contract"],
            "name": entry.body["name"],
            "columns": entry.body["columns"],
            "by": entry.actor,
            "revision": entry.revision,
        }
        for entry in saved_layouts(acts)
    ]
    return 0, answer


ANSWERS = {"layouts": layouts}
