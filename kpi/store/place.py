"""Where a store lives: in a file of its own, or in a lake that several processes share."""

from __future__ import annotations

import hashlib
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import overload

from kpi.store.trouble import StoreTrouble

SCHEME = "ducklake:postgres:"
FOLDER, SCHEMA = "folder", "schema"
USUAL_SCHEMA = "kpi"
NAME = re.compile(r"[a-z_][a-z0-9_]*")


@dataclass(frozen=True)
class Lake:
    """A DuckLake: its catalogue in PostgreSQL, everything else in a folder that all processes see.

    `dsn` are the catalogue's connection parameters as PostgreSQL's own programs take them. They
    may hold a password, so they are never shown; `told` is what may be.
    """

    dsn: str
    folder: Path
    schema: str = USUAL_SCHEMA

    @property
    def path(self) -> Path:
        """What archive, journal and backups lie beside; no file of this name is ever made."""
        return self.folder / "lake"

    @property
    def data(self) -> Path:
        """The folder of the Parquet files."""
        return self.folder / "data"

    @property
    def told(self) -> str:
        """The lake's place without a password."""
        return f"{SCHEME}{FOLDER}={self.folder} {SCHEMA}={self.schema}"

    def key(self, name: str) -> int:
        """Return the number of one of the lake's locks in the catalogue, the same in all processes."""
        text = hashlib.sha256(f"{self.schema} {name}".encode()).digest()
        return int.from_bytes(text[:8], signed=True)


Place = Path | Lake
"""A file, or a lake."""


def place_of(text: str) -> Place:
    """Return the place that a text names: ``ducklake:postgres:`` and parameters, else a path.

    The parameters are PostgreSQL's own and ``folder``, which is needed, and ``schema``. StoreTrouble
    when they cannot be read.
    """
    if not text.startswith("ducklake:"):
        return Path(text)
    given = _parameters(text)
    folder, schema = given.pop(FOLDER, ""), given.pop(SCHEMA, USUAL_SCHEMA)
    if not folder or not Path(folder).is_absolute():
        raise StoreTrouble("lake_without_folder")
    if not NAME.fullmatch(schema):
        raise StoreTrouble("lake_schema", schema=schema)
    return Lake(
        " ".join(f"{key}={_quoted(value)}" for key, value in given.items()), Path(folder), schema
    )


def _parameters(text: str) -> dict[str, str]:
    try:
        pieces = [piece.partition("=") for piece in shlex.split(text.removeprefix(SCHEME))]
    except ValueError:
        raise StoreTrouble("lake_unclear") from None
    if not text.startswith(SCHEME) or not all(key and sign for key, sign, _ in pieces):
        raise StoreTrouble("lake_unclear")
    return {key: value for key, _, value in pieces}


def _quoted(value: str) -> str:
    text = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'" if not re.fullmatch(r"[\w./:+-]+", value) else value


@overload
def path_of(place: Place) -> Path: ...
@overload
def path_of(place: None) -> None: ...
@overload
def path_of(place: Place | None) -> Path | None: ...
def path_of(place: Place | None) -> Path | None:
    """Return what a store's archive, journal and backups lie beside; None for one in memory."""
    return place.path if isinstance(place, Lake) else place


def without_secrets(text: str, dsn: str) -> str:
    """Return a message of the engine without the catalogue's connection parameters."""
    return re.sub(r"password=('[^']*'|\S+)", "password=*", text.replace(dsn, "..."))
