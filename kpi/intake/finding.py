"""What the check has to say of a file: faults, remarks, and questions it will not answer itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "remark"]


@dataclass(frozen=True)
class Finding:
    """One fault or remark: a stable code, its place, and the facts its sentence needs.

    `line` is the line as a spreadsheet shows it (header lines counted), None for a fault of the
    whole file. `column` is the template's Dutch header. The sentence stands in the words under
    ``finding.<code>.message``, ``.expected`` and ``.mend``.
    """

    code: str
    severity: Severity
    line: int | None = None
    column: str | None = None
    value: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    also_line: int | None = None


@dataclass(frozen=True)
class Option:
    """One possible answer to a question, with the facts that show what it leads to."""

    answer: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """Something only a person can settle; words stand under ``question.<code>``.

    `key` is what an answer is given for: a column's Dutch header, or ``duplicates``, ``left``,
    ``correction``, ``meter``, ``sheet``, ``older``. Without an answer, `default` is what happens
    (None: the file is refused until it is answered). One that is `explicit` has a default for
    programs; a person who sees it has to answer.
    """

    key: str
    code: str
    options: tuple[Option, ...]
    default: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    explicit: bool = False
