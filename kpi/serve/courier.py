"""The courier: what is closed goes where it has to go, carried by the running app.

It alone may read the store while the app has it open. What cannot be delivered is kept and tried
again; nothing is given up, and the screen says how it stands.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
from collections.abc import Sequence
from pathlib import Path

from kpi.acts import Acts, Refused
from kpi.acts.dispatch import Dispatch, Outbox, Parcel, dispatches, fingerprint, mail_server
from kpi.acts.months import snapshot_at
from kpi.serve.mail import MailTrouble, letter, send
from kpi.serve.stores import Stores
from kpi.show.dispatch import Attached, cover_text, report_files
from kpi.show.voice import Voice

LOG = logging.getLogger("kpi")
STEP_SECONDS = 15.0
"""Between two rounds."""


def deliver(stores: Stores, now: dt.datetime) -> list[Parcel]:
    """Deliver what is due at a moment (UTC without a zone); return the parcels that were tried."""
    if not (stores.is_own and stores.is_made):
        return []
    try:
        acts = stores.acts()
    except Refused:
        return []  # Said by whoever shows the store.
    outbox = Outbox.beside(acts)
    return [] if outbox is None else [_tried(acts, outbox, p, now) for p in outbox.due(now)]


def _tried(acts: Acts, outbox: Outbox, parcel: Parcel, now: dt.datetime) -> Parcel:
    dispatch = next(d for d in dispatches(acts) if d.id == parcel.dispatch)
    try:
        snapshot, _ = snapshot_at(acts, parcel.revision)
        voice = Voice(acts.catalogue, dispatch.language, {s.code: s.name for s in snapshot.sites})
        files = report_files(snapshot, dispatch.site, voice)
        subject, text = cover_text(snapshot, dispatch.site, voice)
    except (Refused, LookupError):
        LOG.warning("report of %s could not be made for dispatch", parcel.month)
        failed = dataclasses.replace(parcel, folder_fault="report", mail_fault="report")
        return outbox.tried(failed, now)
    if parcel.folder == "waiting":
        parcel = _into_folder(parcel, dispatch, files)
    if parcel.mail == "waiting":
        parcel = _by_mail(acts, parcel, dispatch, subject, text, files)
    return outbox.tried(parcel, now)


def _into_folder(parcel: Parcel, dispatch: Dispatch, files: Sequence[Attached]) -> Parcel:
    folder = Path(dispatch.folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for attached in files:
            # Under another name until it is whole: nobody picks up half a report.
            unfinished = folder / f"{attached.name}.part"
            unfinished.write_bytes(attached.data)
            unfinished.replace(folder / attached.name)
    except OSError:
        LOG.warning("report of %s: folder cannot be written", parcel.month)
        return dataclasses.replace(parcel, folder_fault="folder")
    return dataclasses.replace(parcel, folder="done", folder_fault="")


def _by_mail(
    acts: Acts,
    parcel: Parcel,
    dispatch: Dispatch,
    subject: str,
    text: str,
    files: Sequence[Attached],
) -> Parcel:
    server = mail_server(acts)
    if server is None:
        return dataclasses.replace(parcel, mail_fault="no_server")
    try:
        mark = f"{parcel.month}-r{parcel.revision}-{fingerprint(dispatch.id)}"
        message = letter(
            server, dispatch.recipients, subject, text,
            [(one.name, one.media, one.data) for one in files], mark,
        )  # fmt: skip
        left_out = send(server, message)
    except MailTrouble as trouble:
        LOG.warning("report of %s not mailed: %s", parcel.month, trouble.code)
        return dataclasses.replace(parcel, mail_fault=trouble.code)
    LOG.info("report of %s mailed", parcel.month)
    return dataclasses.replace(parcel, mail="done", mail_fault="some" if left_out else "")
