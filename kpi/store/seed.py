"""The shipped register entries, loaded as versions: an upgrade never overwrites a person's entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi.declare import Catalogue, Seed

if TYPE_CHECKING:
    from kpi.store.store import Store

ACTOR = "kpi"

NEWEST = """
    select register, id, body_hash, valid_from, valid_to
    from register_entry
    where origin = 'seed'
    qualify row_number() over (partition by register, id order by revision desc) = 1
        and not withdrawn
"""


def load_seeds(store: Store, catalogue: Catalogue) -> None:
    """Write a seed version of every entry that is new, changed or gone; nothing when all are same.

    A changed seed changes numbers, so it raises the revision like any act.
    """
    known = {(row[0], row[1]): row[2:] for row in store.rows(NEWEST)}
    shipped = {(seed.register_id, seed.id): seed for seed in catalogue.seeds}
    changed = [
        seed for key, seed in shipped.items() if key not in known or known[key] != _version(seed)
    ]
    gone = [key for key in known if key not in shipped]
    if not changed and not gone:
        return
    with store.write("seed", ACTOR, "") as writing:
        writing.insert(
            "register_entry",
            {
                "register": [*(s.register_id for s in changed), *(key[0] for key in gone)],
                "id": [*(s.id for s in changed), *(key[1] for key in gone)],
                "revision": [str(writing.revision)] * (len(changed) + len(gone)),
                "valid_from": [*(s.valid_from for s in changed), *("" for _ in gone)],
                "valid_to": [*(s.valid_to for s in changed), *("" for _ in gone)],
                "body": [*(s.text for s in changed), *("{}" for _ in gone)],
                "body_hash": [*(s.fingerprint for s in changed), *("" for _ in gone)],
                "origin": ["seed"] * (len(changed) + len(gone)),
                "withdrawn": [*("false" for _ in changed), *("true" for _ in gone)],
            },
        )


def _version(seed: Seed) -> tuple[str, str, str]:
    return seed.fingerprint, seed.valid_from, seed.valid_to
