"""What a dispatch of reports has to be: it goes somewhere, by a full path, to addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from kpi.acts.values import Refused

ADDRESS = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+")


def require_dispatch(body: Mapping[str, Any]) -> None:
    """Refuse a dispatch that goes nowhere, into a folder without a full path, or to no address."""
    folder = str(body.get("folder") or "").strip()
    recipients = [str(one).strip() for one in body.get("recipients") or ()]
    if not folder and not recipients:
        raise Refused("dispatch_nowhere")
    if folder and not (
        PurePosixPath(folder).is_absolute() or PureWindowsPath(folder).is_absolute()
    ):
        raise Refused("dispatch_folder", folder=folder)
    _require_addresses(recipients)


def require_mail_server(body: Mapping[str, Any]) -> None:
    """Refuse a mail server whose sender is no address."""
    _require_addresses([str(body.get("sender") or "").strip()])


def _require_addresses(found: list[str]) -> None:
    wrong = [one for one in found if not ADDRESS.fullmatch(one)]
    if wrong:
        raise Refused("address_unreadable", address=", ".join(wrong))
