"""How the store refuses: in use, damaged, out of room, failing, or asked for too much."""

from __future__ import annotations

import errno
from typing import NoReturn

import duckdb

FULL = ("no space left", "file too large", "disk quota exceeded", "could not write file")
DEAD = ("has been invalidated", "connection already closed", "connection has already been closed")
CORRUPT = (
    "checksum",
    "corrupt",
    "not a valid duckdb database file",
    "could not read",
    "cannot open file",
)
LOST = (
    "unable to connect to postgres",
    "server closed the connection",
    "connection to server",
    "no connection to the server",
    "terminating connection",
    "could not receive data from server",
    "could not send data to server",
    "ssl connection has been closed",
    "the database system is",
    'failed to execute query "',
    "current transaction is aborted",
)
"""How the engine says that the catalogue of a lake does not answer, or no longer does."""
CONFLICT = ("transaction conflict", "write-write conflict", "conflict on commit")
FULL_NUMBERS = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}


class Refused(Exception):
    """An act that was not done: a code with a sentence under ``refused.<code>``, and its facts."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class StoreTrouble(Refused):
    """The storage could not do what was asked.

    Nothing of the act was stored: what was stored after all is never told as trouble.
    """


class StoreLocked(Exception):
    """Another process has the store open; only one may."""


class StoreDamaged(Exception):
    """The file is there but is not a store that can be opened."""


def is_dead(error: BaseException) -> bool:
    """Tell whether an error means that the open instance can no longer be used."""
    if isinstance(error, duckdb.FatalException | duckdb.InternalException):
        return True
    return isinstance(error, duckdb.Error) and _says(error, DEAD)


def is_lost(error: BaseException) -> bool:
    """Tell whether an error means that the catalogue of a lake does not answer."""
    return isinstance(error, duckdb.Error) and _says(error, LOST)


def is_conflict(error: BaseException) -> bool:
    """Tell whether an error means that another process changed the same at the same time."""
    return isinstance(error, duckdb.Error) and _says(error, CONFLICT)


def trouble_of(error: BaseException) -> StoreTrouble | None:
    """Return what an error of the engine or the file system means to a person; None: a mistake."""
    if isinstance(error, OSError):
        if error.errno is None:  # not from the system
            return None
        return StoreTrouble("store_full" if error.errno in FULL_NUMBERS else "store_failed")
    if is_lost(error) or is_conflict(error):
        return StoreTrouble("lake_away" if is_lost(error) else "lake_conflict")
    if isinstance(error, duckdb.OutOfMemoryException):
        return StoreTrouble("store_too_much")
    if isinstance(error, duckdb.Error) and _says(error, FULL):
        return StoreTrouble("store_full")
    if is_dead(error) or (isinstance(error, duckdb.Error) and _says(error, CORRUPT)):
        return StoreTrouble("store_failed")
    return None


def raise_trouble(error: BaseException) -> NoReturn:
    """Raise an error as what it means to a person, or as it is when it is a mistake of the house."""
    if isinstance(error, StoreTrouble):
        raise error
    trouble = trouble_of(error)
    if trouble is None:
        raise error
    raise trouble from error


def _says(error: BaseException, phrases: tuple[str, ...]) -> bool:
    text = str(error).lower()
    return any(phrase in text for phrase in phrases)
