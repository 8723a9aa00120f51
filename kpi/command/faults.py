"""A checked file as it was given, with what is wrong in one more column."""

from __future__ import annotations

from pathlib import Path

from kpi.acts import Refused
from kpi.command.desk import Desk
from kpi.intake import Checked, whole_lines
from kpi.show.fault_file import fault_file


def write_faults(desk: Desk, checked: Checked, data: bytes, path: Path) -> None:
    """Write the list of faults to a file; Refused when it cannot be written."""
    contract = desk.catalogue.contracts[checked.contract]
    told = fault_file(
        checked,
        checked.findings,
        contract,
        desk.say,
        desk.language,
        whole_lines(checked, data),
    )
    try:
        path.write_bytes(told)
    except OSError:
        raise Refused("file_unwritable", file=str(path)) from None
