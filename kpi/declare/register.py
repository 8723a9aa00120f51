"""What people change in the app: registers with typed fields, and the sources figures rest on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal, Self

import pydantic

from kpi.declare.grammar import Exact, Filled, Identifier, Strict, Text

FieldType = Literal[
    "text",
    "number",  # kept as text with a point; a JSON number would pass through a double
    "choice",
    "year",
    "date",
    "flag",
    "site",
    "indicator",
    "milestones",  # a list of {year, value}
    "words",  # {nl, en}
    "list",  # a list of texts
    "pairs",  # texts by name
]

Role = Literal["viewer", "uploader", "officer", "admin"]
ROLES: tuple[Role, ...] = ("viewer", "uploader", "officer", "admin")
"""What people may do, each also what those before it may: see, upload, judge and decide, admit."""


class Choice(Strict):
    """One allowed value of a choice field."""

    id: Identifier
    label: Text


class Field(Strict):
    """One field of a register's entries.

    `rough` says that a month or a year alone will do for a date whose day is not known. A number
    with a `minimum` or a `maximum` is refused outside them.
    """

    name: Identifier
    type: FieldType
    label: Text
    help: Text | None = None
    required: bool = False
    rough: bool = False
    minimum: Exact | None = None
    maximum: Exact | None = None
    choices: tuple[Choice, ...] = ()


class Likeness(Strict):
    """What an entry of a register has to share with an entry of another one.

    Its `fields` are those of an entry there; its `number` may be `ratio` times or more away from
    the newest such entry that began no later (`begins`) only where `unless` says why.
    """

    register_id: Identifier = pydantic.Field(alias="register")
    fields: tuple[Identifier, ...]
    number: Identifier
    begins: Identifier = pydantic.Field(alias="from")
    ratio: Exact
    unless: Identifier


class Register(Strict):
    """A register: append-only entries, each a body with these fields.

    `seed` is the file in data/reference whose rows are loaded as versioned entries at start-up;
    `key` lists the fields that make an entry's id when the seed has no id of its own;
    `relation` says that facts may join it; `changed_by` is the least role that may change it.
    `withheld` says that its bodies are others' and stand in no list and no file of our own.
    """

    id: Identifier
    label: Text
    note: Text
    seed: str | None = None
    key: tuple[Identifier, ...] = ()
    relation: bool = False
    editable: bool = False
    changed_by: Role = "officer"
    withheld: bool = False
    like: Likeness | None = None
    field: tuple[Field, ...]


class RegisterFile(Strict):
    """The whole of one file in kpi/registers."""

    declared: Register = pydantic.Field(alias="register")


def body_text(body: Mapping[str, object]) -> str:
    """Return a body as JSON in a fixed order; quantities have to be texts already."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, default=str)


def body_hash(text: str) -> str:
    """Return the fingerprint by which two bodies are the same."""
    return hashlib.sha256(text.encode()).hexdigest()


class Seed(Strict):
    """One shipped register entry: the body is checked against the register's fields at load."""

    register_id: Identifier = pydantic.Field(alias="register")
    id: str
    body: dict[str, Any]
    valid_from: str = ""
    valid_to: str = ""
    reason: str = ""

    @cached_property
    def text(self) -> str:
        """The body as it is stored; every store that opens asks for it."""
        return body_text(self.body)

    @cached_property
    def fingerprint(self) -> str:
        """The fingerprint of that text."""
        return body_hash(self.text)

    def __copy__(self) -> Self:
        """Return a copy that reckons both anew: another body may be put into it."""
        copied = super().__copy__()
        for name in ("text", "fingerprint"):
            copied.__dict__.pop(name, None)
        return copied


class Source(Strict):
    """A citation card: who published the fact, where, and when it was read."""

    id: Identifier
    title: Filled
    publisher: Filled
    url: str
    read_on: str
    licence: str = ""
    note: Text | None = None


class Factor(Strict):
    """One emission factor: kg CO2e per unit, for one boundary and a closed span of days."""

    id: Identifier
    activity: Identifier
    variant: str
    unit: Filled
    boundary: Literal[
        "TTW",
        "WTT",
        "WTW",
        "BIOGENIC",
        "INFRA",
        "GWP",
        "GWP_AR4",  # for the bookkeeping of the F-gas regulation only
        "GHGP_WASTE",
        "INCINERATION",
        "AVOIDED",
    ]
    value: Exact
    applies_from: str
    applies_to: str
    source: Identifier
    evidence: Literal["read", "secondary", "assumed"]
    gwp_basis: str = ""
    note: str = ""
