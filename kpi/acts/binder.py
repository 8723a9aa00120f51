"""Acts on the evidence binder: assess a requirement, attach a document or reference, take it out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kpi.acts.actor import Actor
from kpi.acts.acts import Acts
from kpi.acts.entries import require_body, require_validity
from kpi.acts.guards import require_reason
from kpi.acts.rights import require_entries
from kpi.acts.scan import require_clean
from kpi.acts.values import Refused
from kpi.declare import ALL
from kpi.store import put

MOST_BYTES = 25_000_000
"""A document may not be larger."""
EXECUTABLE = (b"MZ", b"\x7fELF", b"#!")
"""Beginnings of files that run; they are no evidence."""


@dataclass(frozen=True)
class Change:
    """A new version of one register entry; `withdrawn` takes the entry out."""

    register: str
    id: str
    body: Mapping[str, object]
    valid_from: str = ""
    valid_to: str = ""
    withdrawn: bool = False


def put_entries(acts: Acts, changes: Sequence[Change], *, actor: Actor, reason: str) -> int:
    """Store many register entries as one act and return the new revision.

    Refused as a single entry would be; then nothing of it is stored.
    """
    named = [(c.register, c.id, None if c.withdrawn else c.body) for c in changes]
    permit = require_entries(acts, "put_entries", actor, named)
    require_reason(reason)
    for change in changes:
        if not change.withdrawn:
            require_body(acts.catalogue.registers[change.register], change.body)
        require_validity(change.valid_from, change.valid_to)
    with permit.write(reason) as writing:
        for change in changes:
            put(
                writing,
                acts.catalogue.registers[change.register],
                change.id,
                change.body,
                valid_from=change.valid_from,
                valid_to=change.valid_to,
                withdrawn=change.withdrawn,
            )
        return writing.revision


def assess(
    acts: Acts,
    site: str,
    schema: str,
    code: str,
    given: Mapping[str, str],
    *,
    actor: Actor,
    reason: str,
) -> int:
    """Record what was found of a requirement at a site and return the new revision.

    Refused for a requirement or a site that is not there, and as any register entry.
    """
    _require_requirement(acts, schema, code)
    _require_site(acts, site)
    body = {"site": site, "schema": schema, "code": code, **given}
    return acts.set_entry("assessment", f"{site}/{schema}/{code}", body, actor=actor, reason=reason)


def attach(
    acts: Acts,
    site: str,
    schema: str,
    code: str,
    given: Mapping[str, str],
    *,
    document: tuple[str, bytes] | None,
    actor: Actor,
    reason: str,
) -> int:
    """Attach evidence to a requirement: a document (its name and bytes), or where it can be found.

    A document is kept by its fingerprint beside the accepted files. A site may be the whole group.
    Refused for an unknown requirement or site, for a document that is empty, too large or a
    program, and where nothing can be kept.
    """
    _require_requirement(acts, schema, code)
    _require_site(acts, site, or_group=True)
    body = {"site": site, "schema": schema, "code": code, "kind": "link", **given}
    if document is not None:
        name, data = document
        _require_document(acts, name, data)
        body |= {"kind": "document", "location": fingerprint(data), "file_name": name}
    title = str(body.get("title") or "").strip()
    body["title"] = title or str(body.get("file_name", ""))
    identifier = f"{site}/{schema}/{code}/{body['title']}"
    require_body(acts.catalogue.registers["evidence"], body)
    permit = require_entries(acts, "attach", actor, [("evidence", identifier, body)])
    if document is not None:
        require_clean(permit, document[1])
        acts.store.archive_file(document[1], str(body["location"]))
    return acts.set_entry("evidence", identifier, body, actor=actor, reason=reason)


def detach(acts: Acts, identifier: str, *, actor: Actor, reason: str) -> int:
    """Take a piece of evidence out of the binder; its history and its document stay."""
    entry = next((e for e in acts.entries("evidence") if e.id == identifier), None)
    if entry is None:
        raise Refused("evidence_unknown", title=identifier)
    change = Change("evidence", identifier, entry.body, withdrawn=True)
    return put_entries(acts, [change], actor=actor, reason=reason)


def document_of(acts: Acts, location: str) -> tuple[bytes | None, str]:
    """Return a kept document, or why it is not there; bytes that changed are never given."""
    if acts.store.archive is None:
        return None, "no_archive"
    if not location.isalnum():
        return None, "file_missing"
    try:
        data = (acts.store.archive / location).read_bytes()
    except OSError:
        return None, "file_missing"
    return (data, "") if fingerprint(data) == location else (None, "file_changed")


def fingerprint(data: bytes) -> str:
    """Return the fingerprint under which a document is kept."""
    return hashlib.sha256(data).hexdigest()


def _require_requirement(acts: Acts, schema: str, code: str) -> None:
    known = {(r.schema, r.code) for r in acts.judge().certification.requirements}
    if (schema, code) not in known:
        raise Refused("requirement_unknown", requirement=code, schema=schema)


def _require_site(acts: Acts, site: str, *, or_group: bool = False) -> None:
    codes = acts.judge().figures().site_codes
    if site not in codes and not (or_group and site == ALL):
        raise Refused("site_unknown", site=site, known=", ".join(codes))


def _require_document(acts: Acts, name: str, data: bytes) -> None:
    if acts.store.archive is None:
        raise Refused("document_nowhere")
    if not data:
        raise Refused("document_empty", file=name)
    if len(data) > MOST_BYTES:
        limit = str(MOST_BYTES // 1_000_000)
        raise Refused("document_large", file=name, limit=limit)
    if data.startswith(EXECUTABLE):
        raise Refused("document_program", file=name)
