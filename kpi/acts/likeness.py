"""Whether an entry is like those of another register: the same thing, and no slip of a power of ten."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext

from kpi.acts.values import Refused
from kpi.declare import Likeness
from kpi.store import Entry

SHOWN_RATIO = Decimal("0.1")


def require_like(likeness: Likeness, body: Mapping[str, object], known: Sequence[Entry]) -> None:
    """Refuse an entry whose fields are those of no known entry, or whose number is far from it.

    The number is held against the newest entry that began no later, else the oldest. A reason in
    the entry itself lets a far number pass. Nought on either side has no ratio and passes.
    """
    alike = [e for e in known if _key(likeness, e.body) == _key(likeness, body)]
    if not alike:
        raise Refused("not_in_list", **_nearest(likeness, body, known))
    if str(body.get(likeness.unless) or "").strip():
        return
    begins = str(body.get(likeness.begins) or "")
    alike.sort(key=lambda entry: str(entry.body.get(likeness.begins) or ""))
    earlier = [e for e in alike if str(e.body.get(likeness.begins) or "") <= begins]
    before = earlier[-1] if earlier else alike[0]
    ratio = apart(Decimal(str(body[likeness.number])), Decimal(str(before.body[likeness.number])))
    if ratio is not None and ratio >= likeness.ratio:
        raise Refused(
            "unlike_list",
            value=str(body[likeness.number]),
            before=str(before.body[likeness.number]),
            since=str(before.body.get(likeness.begins) or ""),
            ratio=f"{ratio.quantize(SHOWN_RATIO):f}",
        )


def apart(one: Decimal, other: Decimal) -> Decimal | None:
    """Return how many times the larger is the smaller, in size; None when either is nought."""
    if one == 0 or other == 0:
        return None
    with localcontext(prec=34):
        larger, smaller = sorted((abs(one), abs(other)), reverse=True)
        return larger / smaller


def _key(likeness: Likeness, body: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(str(body.get(name) or "") for name in likeness.fields)


def _nearest(
    likeness: Likeness, body: Mapping[str, object], known: Sequence[Entry]
) -> dict[str, str]:
    """Return what was asked for and what in the list comes nearest to it."""
    asked = " / ".join(_key(likeness, body))
    listed = sorted({" / ".join(_key(likeness, entry.body)) for entry in known})
    close = difflib.get_close_matches(asked, listed, n=3, cutoff=0.3)
    return {"asked": asked, "nearest": "; ".join(close) or "–"}
