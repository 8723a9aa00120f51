"""Names on the upload page: everything from a file or register is escaped here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpi.declare import Contract, Month
from kpi.show.format import month_label
from kpi.ui.session import Context

MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:@^&=\"'/])")


LINKS = re.compile(r"(?i)(www|:(?=//)|:(?=\w+:)|@)")
JOINER = "\u2060"


def escape(text: str) -> str:
    """Return a text that shows as it is, whatever marks it holds.

    Addresses become links and names between colons pictures even when their marks are escaped;
    an invisible joiner keeps them text.
    """
    plain = LINKS.sub(rf"\1{JOINER}", text).replace("\r", " ").replace("\n", " ")
    return MARKS.sub(r"\\\1", plain)


def say_plain(context: Context, key: str, **facts: object) -> str:
    """Return a sentence whose facts show as they are."""
    return context.words(key, **{name: escape(str(fact)) for name, fact in facts.items()})


def site_names(context: Context) -> dict[str, str]:
    """Return the sites' names by code, with the unsplit member last."""
    return dict(context.site_names)


def site_label(context: Context, code: str) -> str:
    """Return a site's name; the group under the organisation's own name."""
    return context.voice.site(code)


def slice_label(context: Context, contract: Contract, parts: Sequence[str]) -> str:
    """Return a slice as people read it: names for sites, months and values, empty parts left out."""
    told: list[str] = []
    for name, part in zip(contract.slice, parts, strict=True):
        if not part:
            continue
        if name == "site":
            told.append(site_label(context, part))
        elif name == "month":
            told.append(month_label(Month.parse(part), context.language))
        else:
            told.append(value_label(context, contract, name, part))
    return " · ".join(told)


def value_label(context: Context, contract: Contract, column: str, value: str) -> str:
    """Return the label of an allowed value, of a figure's column, or the text itself."""
    for declared in contract.column:
        if declared.name == column and (found := declared.value(value)) is not None:
            return found.label.of(context.language)
        if declared.name == value and contract.unpivot and value in contract.unpivot.columns:
            return declared.header.of(context.language)
    return value
