"""Keys of shared sites in an organisation's own file: one that cannot be meant so does not load."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpi.declare import Catalogue, DeclarationError, load
from kpi.declare.register import Seed
from kpi.declare.resolve import resolve

KEY = {
    "site": "ALM", "contract": "energy", "category": "aardgas", "share": "75",
    "first": "2025-07", "last": "2025-09", "partner": "OCON", "basis": "m2",
}  # fmt: skip
NEXT = {**KEY, "first": "2025-10", "last": ""}


def with_keys(*bodies: dict[str, str]) -> Catalogue:
    """Return the shipped catalogue with these paragraphs in the organisation's file."""
    catalogue = load()
    made = {
        f"{body['site']}/{body['contract']}/{body['category']}/{body.get('first')}": body
        for body in bodies
    }
    seeds = [Seed(register="allocation", id=name, body=body) for name, body in made.items()]
    organisation = catalogue.organisation.model_copy(update={"allocation": bodies})
    return replace(catalogue, seeds=(*catalogue.seeds, *seeds), organisation=organisation)


def test_keys_after_each_other_load() -> None:
    resolve(with_keys(KEY, NEXT))


@pytest.mark.parametrize(
    ("bodies", "told"),
    [
        ([{**KEY, "share": "150"}], "allocation_share"),
        ([{**KEY, "share": "-1"}], "allocation_share"),
        ([{**KEY, "share": "driekwart"}], "InvalidOperation"),
        ([{**KEY, "category": "kolen"}], "allocation_category"),
        ([{**KEY, "contract": "medication", "category": "verstrekt"}], "allocation_kind"),
        ([{**KEY, "contract": "steenkool"}], "kind_unknown"),
        ([{**KEY, "last": "2025-06"}], "validity_reversed"),
        ([{**KEY, "first": "zomer"}], "ValueError"),
        ([KEY, {**NEXT, "first": "2025-09"}], "allocation_twice"),
        ([KEY, {**KEY, "share": "40"}], "begin in one month"),
    ],
)
def test_a_key_that_cannot_be_meant_so_is_refused(bodies: list[dict[str, str]], told: str) -> None:
    with pytest.raises(DeclarationError, match=told):
        resolve(with_keys(*bodies))
