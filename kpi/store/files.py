"""Files that are either whole or not there: written beside their place, on disk, then moved."""

from __future__ import annotations

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
