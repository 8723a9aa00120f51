"""Someone who left: the name goes, what was done stays."""

from __future__ import annotations

import re

from kpi.acts.actor import Actor
from kpi.acts.acts import Acts
from kpi.acts.guards import require_reason
from kpi.acts.rights import require
from kpi.acts.values import Refused
from kpi.store import forget


def forget_person(acts: Acts, name: str, *, actor: Actor, reason: str) -> str:
    """Take a name out of ledger, log, registers, journal and exports; return what stands instead.

    Figures, acts and their order stay. Refused when nobody of that name did anything, or when the
    name stands in the reason or does the act itself: it would come in again. Archived files and
    backups made before keep it; a backup that is restored loses it again.
    """
    permit = require(acts, "forget_person", actor)
    require_reason(reason)
    if actor.name == name or re.search(rf"(?<!\w){re.escape(name)}(?!\w)", reason):
        raise Refused("person_named", name=name)
    with permit.write(reason) as writing:
        return forget(writing, name)
