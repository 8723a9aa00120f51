"""What is checked of a register entry before it is stored: its fields, its dates, its validity."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from kpi.acts.values import Refused
from kpi.declare import Field, Register, is_day, is_day_month_or_year

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
YEAR = re.compile(r"(19|20)[0-9]{2}")


def require_body(register: Register, body: Mapping[str, object]) -> None:
    """Refuse a body with a field that is not declared, one that is missing, or a date that is none.

    What may be empty may be left out as well.
    """
    unknown = set(body) - {field.name for field in register.field}
    if unknown:
        raise Refused("field_unknown", fields=", ".join(sorted(unknown)))
    missing = [f.name for f in register.field if f.required and body.get(f.name) in (None, "")]
    if missing:
        raise Refused("field_missing", fields=", ".join(missing))
    for field in register.field:
        if field.type == "date":
            _require_date(field, str(body.get(field.name) or ""))
        elif field.type == "number":
            _require_number(field, str(body.get(field.name) or ""))
            _require_within(field, str(body.get(field.name) or ""))
        elif field.type == "year":
            _require_year(field, str(body.get(field.name) or ""))


def _require_number(field: Field, text: str) -> None:
    """Refuse what would be read in two ways, or in none: only digits with a point, and a sign."""
    if text and not NUMBER.fullmatch(text):
        raise Refused("number_unreadable", field=field.name, value=text)


def _require_year(field: Field, text: str) -> None:
    if text and not YEAR.fullmatch(text):
        raise Refused("entry_year_unreadable", field=field.name, value=text)


def _require_date(field: Field, text: str) -> None:
    if not text or is_day(text):
        return
    if not field.rough:
        raise Refused("date_unreadable", field=field.name, value=text)
    if not is_day_month_or_year(text):
        raise Refused("rough_date_unreadable", field=field.name, value=text)


def _require_within(field: Field, text: str) -> None:
    """Refuse a text that is no number inside the field's bounds; it may be empty."""
    if not text:
        return
    try:
        number = Decimal(text)
        inside = (field.minimum is None or field.minimum <= number) and (
            field.maximum is None or number <= field.maximum
        )
    except InvalidOperation:
        inside = False
    if not inside:
        bounds = {"first": str(field.minimum), "last": str(field.maximum)}
        raise Refused("number_outside", field=field.name, value=text, **bounds)


def require_validity(valid_from: str, valid_to: str) -> None:
    """Refuse a validity that is no pair of days, or ends before it begins; either may be empty."""
    for text in (valid_from, valid_to):
        if text and not is_day(text):
            raise Refused("validity_unreadable", value=text)
    if valid_from and valid_to and valid_to < valid_from:
        raise Refused("validity_reversed", first=valid_from, last=valid_to)
