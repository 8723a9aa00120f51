"""The nightly backup: made by the server itself, which alone may read the store while it is open."""

from __future__ import annotations

import datetime as dt
import logging
from zoneinfo import ZoneInfo

from kpi.acts import Refused, back_up, verify_store, ways_back
from kpi.declare import load
from kpi.serve.stores import Stores

LOG = logging.getLogger("kpi")
HOUR = 3
"""The hour, at the organisation's place, from which the night's backup is due."""
STEP_SECONDS = 300.0
"""Between two looks whether it is due."""


def keep_tonight(stores: Stores, now: dt.datetime) -> bool:
    """Make the backup and check everything when that is due; tell whether it was made.

    A night that fails is written in the log and tried again at the next look.
    """
    if not (stores.is_own and stores.is_made and is_due(stores, now)):
        return False
    try:
        acts = stores.acts()
        made = back_up(acts, thin=True)
        faults = verify_store(acts).faults
    except Refused as refused:
        LOG.error("nightly backup failed: %s", refused.code)  # noqa: TRY400 the code says it
        return False
    LOG.info("nightly backup of revision %s", made.revision)
    for fault in faults:
        LOG.error("fault %s %s", fault.code, fault.facts)
    return True


def is_due(stores: Stores, now: dt.datetime) -> bool:
    """Tell whether no backup was made yet since the hour of this night."""
    zone = ZoneInfo(load().organisation.organisation.timezone)
    local = now.astimezone(zone)
    night = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if local < night:
        night -= dt.timedelta(days=1)
    moments = [way.made.replace(tzinfo=dt.UTC) for way in ways_back(stores.path) if way.made]
    return not moments or max(moments) < night
