"""Taking a name out of everything that was stored, so that the audit log still holds.

The log knows people by numbers. Where a name stands in rows, the rows get a new fingerprint, and
the act that took it out says which: so a changed row is still found.
"""

from __future__ import annotations

import json
import re
import secrets
from typing import Any

from kpi.declare import body_hash, body_text
from kpi.store.digest import dumped, kept_tables, marks_of
from kpi.store.journal import Replaced
from kpi.store.trouble import Refused
from kpi.store.writing import SALT_BYTES, Writing

TEXTS = (
    ("deed", "revision", "reason"),
    ("upload", "upload", "file_name"),
    ("closed_month", "revision", "body"),
)
"""Where people write freely or are named, beside the bodies of register entries."""


def forget(writing: Writing, name: str) -> str:
    """Put a person's number in the place of the name everywhere; return the number.

    Refused when nobody of that name did anything.
    """
    found = writing.rows("select person from person where name = ?", (name,))
    if not found:
        raise Refused("person_unknown", name=name)
    person = str(found[0][0])
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    touched = _texts(writing, word, name, person) | _bodies(writing, word, person)
    for revision in touched:
        salt = secrets.token_hex(SALT_BYTES)
        writing.run("update deed set salt = ? where revision = ?", (salt, revision))
    writing.run("update person set name = ? where person = ?", (person, person))
    tables = kept_tables(writing)
    marks = {str(r): marks_of(writing, r, tables.values())["digest"] for r in sorted(touched)}
    writing.tell(subject=person, restated=marks)
    names = [name for name, *_ in TEXTS] + ["register_entry"]
    writing.replaced = [
        Replaced(table.name, table.key, str(revision), dumped(writing, table, revision))
        for table in (tables[name] for name in names)
        for revision in sorted(touched)
    ]
    columns: dict[str, list[str | None]] = {"person": [person], "name": [person]}
    writing.replaced.append(Replaced("person", "person", person, columns))
    return person


def _texts(writing: Writing, word: re.Pattern[str], name: str, person: str) -> set[int]:
    touched = set()
    for table, key, column in TEXTS:
        rows = writing.rows(
            f"select {key}, {column} from {table} where contains({column}, ?)", (name,)
        )
        for revision, text in rows:
            if word.search(text):
                changed = word.sub(person, text)
                writing.run(f"update {table} set {column} = ? where {key} = ?", (changed, revision))
                touched.add(revision)
    return touched


def _bodies(writing: Writing, word: re.Pattern[str], person: str) -> set[int]:
    touched = set()
    rows = writing.rows(
        "select register, id, revision, body::varchar from register_entry where origin = 'store'"
    )
    for register, identifier, revision, text in rows:
        body = json.loads(text)
        changed = _replaced(body, word, person)
        if changed != body:
            made = body_text(changed)
            writing.run(
                "update register_entry set body = ?, body_hash = ?"
                " where register = ? and id = ? and revision = ?",
                (made, body_hash(made), register, identifier, revision),
            )
            touched.add(revision)
    return touched


def _replaced(value: Any, word: re.Pattern[str], person: str) -> Any:
    if isinstance(value, str):
        return word.sub(person, value)
    if isinstance(value, dict):
        return {key: _replaced(part, word, person) for key, part in value.items()}
    if isinstance(value, list):
        return [_replaced(part, word, person) for part in value]
    return value
