"""Files that are either whole or not there: written beside their place, on disk, then moved."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from pathlib import Path


def write_whole(target: Path, data: bytes) -> None:
    """Write a file so that it is on disk, whole and under its name, before this returns."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = None
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".part-", delete=False) as file:
            part = Path(file.name)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError:
        if part is not None:
            part.unlink(missing_ok=True)
        raise
    settle_folder(target.parent)


def settle_folder(folder: Path) -> None:
    """See that the names in a folder are on disk, where the system knows how to."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def log_of(path: Path) -> Path:
    """Return the write-ahead log of a database file."""
    return path.with_name(f"{path.name}.wal")


def set_aside(path: Path, moment: dt.datetime) -> Path | None:
    """Put a write-ahead log that keeps the file from opening aside; None when there is none."""
    log = log_of(path)
    if not log.exists():
        return None
    aside = path.with_name(f"{path.name}.wal.damaged-{moment:%Y%m%dT%H%M%S}")
    return log.replace(aside)
