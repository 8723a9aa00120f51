"""What hospitals exchange: the figures, what they are held against, and the file that carries them.

A summary file speaks of one organisation and one calendar year. Its numbers are texts with a point:
a JSON number would pass through a binary float, and a signature would not survive it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from kpi.declare.grammar import Filled, Identifier, Strict

FORMAT = "kpi-summary-1"
"""The form of a summary file; another form is another name."""
MOST_FIGURES, MOST_MEASURES, MOST_TEXT = 500, 500, 400

Amount = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,30}(\.[0-9]{1,30})?$")]
"""A number as text; a blank one is None, never an empty text."""
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Year = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}$")]
Told = Annotated[str, StringConstraints(min_length=1, max_length=MOST_TEXT)]


class Exchange(Strict):
    """The whole of a theme's exchange.toml: what is exchanged of it.

    `per` are the amounts that flows and totals are divided by to be compared; `figure` what is
    compared. Ratios are compared as they are.
    """

    per: tuple[Identifier, ...] = ()
    figure: tuple[Identifier, ...] = ()


def joined(themes: Iterable[Exchange]) -> Exchange:
    """Return what is exchanged of all themes, in their order."""
    found = list(themes)
    return Exchange(
        per=tuple(name for one in found for name in one.per),
        figure=tuple(name for one in found for name in one.figure),
    )


class SummaryFigure(Strict):
    """One figure of a year. `value` is None with a `reason`, never without.

    `definition` is the fingerprint of what it is; `basis` of the settings and emission factors it
    was reckoned with. `denominator` is what a ratio was divided by, None for all else. Coverage
    counts site-months.
    """

    indicator: Identifier
    definition: Hash
    basis: Hash
    boundary: str = Field(max_length=40)
    unit: Filled
    value: Amount | None
    denominator: Amount | None
    have: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}$")]
    expected: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}$")]
    status: Literal["measured", "estimated", "incomplete", "missing", "none_reported"]
    reason: str = Field(max_length=40)


class SharedMeasure(Strict):
    """A measure that an organisation shares: what it does, for which figure, how well founded."""

    name: Told
    indicator: Identifier
    effect: Amount
    effect_kind: Literal["amount", "percent"]
    status: Identifier
    start: Told
    evidence: Identifier


class Summary(Strict):
    """What is signed: one organisation, one calendar year."""

    format: Literal["kpi-summary-1"]
    organisation: Identifier
    name: Told
    year: Year
    made_on: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    revision: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}$")]
    invented: bool
    figure: Annotated[tuple[SummaryFigure, ...], Field(max_length=MOST_FIGURES)]
    measure: Annotated[tuple[SharedMeasure, ...], Field(max_length=MOST_MEASURES)] = ()


class SignedSummary(Strict):
    """A summary file: what is said, by which key, and the signature over exactly that."""

    content: Summary
    key: Hash
    signature: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]


def canonical(content: Mapping[str, Any]) -> bytes:
    """Return the one spelling of a content that is signed: sorted names, no spaces, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest(content: Mapping[str, Any]) -> str:
    """Return the fingerprint of a content."""
    return hashlib.sha256(canonical(content)).hexdigest()
