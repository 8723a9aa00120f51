"""Several files at once: one list of what came of each, and one button for the good ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import streamlit as st

from kpi.acts import Preview, Refused, is_unknown, layout_behind
from kpi.show.receipts import receipt_text
from kpi.ui.offer import why_not
from kpi.ui.session import Context, actor, ask_name
from kpi.ui.table import draw_table
from kpi.ui.upload_accept import draw_refusal, places
from kpi.ui.upload_check import checked_now, likelier
from kpi.ui.upload_questions import open_texts
from kpi.ui.upload_review import draw_review
from kpi.ui.upload_state import Refusal, Source, empty, forget_receipt, state
from kpi.ui.upload_text import say_plain

FIELD = 480
COUNTS = ("new", "replaced", "unchanged")
Checked = tuple[Source, Preview]


def take_over(sources: Sequence[Source]) -> None:
    """Put files on the list and empty the field they came from, so that more can follow."""
    known = {source.fingerprint for source in state().waiting}
    state().waiting += [source for source in sources if source.fingerprint not in known]
    empty("file")
    st.rerun()


def draw_batch(context: Context) -> None:
    """Draw the list of all files, the button that saves the good ones, and one file in full."""
    _accept_asked(context)
    checked = list(_check(context))
    ready = [item for item in checked if _is_ready(context, item[1])]
    title = context.words("batch.title", count=len(checked))
    st.header(title, anchor=False)
    _draw_list(context, checked, title)
    ask_name(context, "-batch")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            context.words("batch.accept", count=len(ready)),
            type="primary",
            disabled=not ready or not actor(),
            key="upload-batch-accept",
            # What stands on the screen is what is accepted, never a newer preview.
            on_click=state().accepting.extend,
            args=(ready,),
        )
        if not ready:
            st.markdown(context.words("batch.none_ready"), width="content")
        elif not actor():
            st.markdown(context.words("upload.why.name"), width="content")
    _draw_one(context, checked)


def _check(context: Context) -> Iterator[Checked]:
    """Yield each file with its check; one of another kind than was chosen goes over to that kind."""
    waiting, place = state().waiting, st.empty()
    for number, source in enumerate(tuple(waiting)):
        facts = {"number": number + 1, "count": len(waiting), "file": source.file_name}
        place.progress(number / len(waiting), say_plain(context, "batch.progress", **facts))
        preview = checked_now(context, source, rehearse=False)
        other = None
        if is_unknown(preview) and layout_behind(context.acts, preview) is None:
            other = likelier(context, source, preview)
        if other is None:
            yield source, preview
            continue
        waiting[number] = replace(source, kind=other.id)
        yield waiting[number], checked_now(context, waiting[number], rehearse=False)
    place.empty()


def _is_ready(context: Context, preview: Preview) -> bool:
    contract = context.catalogue.contracts[preview.kind]
    asked = open_texts(context, contract, preview)
    closed = why_not(context, "accept", sites=places(preview), kinds=[preview.kind])
    return preview.acceptable and preview.already is None and not asked and not closed


def _draw_list(context: Context, checked: Sequence[Checked], title: str) -> None:
    names = ("file", "kind", "state", "read", *COUNTS)
    header = [context.words(f"batch.{name}") for name in names]
    rows = [
        [
            preview.file_name,
            context.catalogue.contracts[preview.kind].label.of(context.language),
            _state(context, preview),
            str(preview.checked.rows_read),
            str(preview.rows_new),
            str(preview.rows_replaced),
            str(preview.rows_unchanged),
        ]
        for _, preview in checked
    ]
    draw_table(header, rows, title)
    for source, _ in checked:
        draw_refusal(context, source.fingerprint)


def _state(context: Context, preview: Preview) -> str:
    contract = context.catalogue.contracts[preview.kind]
    asked = open_texts(context, contract, preview)
    if preview.already is not None:
        return context.words("batch.status.already", number=preview.already)
    if is_unknown(preview):
        known = layout_behind(context.acts, preview) is not None
        return context.words(f"batch.status.{'changed' if known else 'unknown'}")
    if preview.errors:
        return context.words("batch.status.faults", count=len(preview.errors))
    if asked:
        return context.words("batch.status.questions", count=len(asked))
    return context.words(f"batch.status.{'ready' if preview.checked.rows else 'nothing'}")


def _draw_one(context: Context, checked: Sequence[Checked]) -> None:
    """Draw one file of the list in full; none until one is chosen."""
    sources = {source.fingerprint: source for source, _ in checked}
    names = _names(sources)
    chosen = st.selectbox(
        context.words("batch.open"),
        list(sources),
        index=None,
        format_func=lambda fingerprint: names.get(fingerprint, fingerprint),
        placeholder=context.words("batch.open_none"),
        key="upload-batch-open",
        width=FIELD,
    )
    if chosen is None or chosen not in sources:
        return
    source = sources[chosen]
    st.button(context.words("batch.drop"), key="upload-batch-drop", on_click=_drop, args=(source,))
    draw_review(context, context.catalogue.contracts[source.kind], source)


def _names(sources: Mapping[str, Source]) -> dict[str, str]:
    """Return the files' names by fingerprint, told apart where two files have the same."""
    seen: Counter[str] = Counter()
    names = {}
    for fingerprint, source in sources.items():
        seen[source.file_name] += 1
        count = seen[source.file_name]
        names[fingerprint] = source.file_name if count == 1 else f"{source.file_name} ({count})"
    return names


def _drop(source: Source) -> None:
    state().waiting = [s for s in state().waiting if s.fingerprint != source.fingerprint]


def _accept_asked(context: Context) -> None:
    """Accept what the button was pressed for, one file after another; the rest stays listed."""
    memory = state()
    asked, memory.accepting = memory.accepting, []
    if not asked:
        return
    bar = st.progress(0.0)
    for number, (source, preview) in enumerate(asked):
        facts = {"number": number + 1, "count": len(asked), "file": source.file_name}
        bar.progress(number / len(asked), say_plain(context, "batch.progress", **facts))
        try:
            memory.batch.append(context.acts.accept(preview, actor=actor()))
        except Refused as refused:
            # Another file of the list may have changed the same figures: it is checked anew.
            memory.refusals[source.fingerprint] = Refusal(refused.code, refused.facts)
            continue
        _drop(source)
    memory.held.clear()
    st.rerun()


def draw_saved(context: Context) -> None:
    """Draw the receipts of the files that were just saved together."""
    receipts = state().batch
    if not receipts:
        return
    timezone = context.catalogue.organisation.organisation.timezone
    labels = {c.id: c.label.of(context.language) for c in context.catalogue.contracts.values()}
    title = context.words("batch.saved", count=len(receipts))
    with st.container(border=True, key="upload-batch-saved"):
        st.success(title)
        names = ("receipt", "file", *COUNTS)
        draw_table(
            [context.words(f"batch.{name}") for name in names],
            [
                [str(r.number), r.file_name] + [str(getattr(r, f"rows_{name}")) for name in COUNTS]
                for r in receipts
            ],
            title,
        )
        text = "\r\n".join(
            receipt_text(r, labels[r.kind], timezone, context.words, context.language)
            for r in receipts
        )
        with st.container(horizontal=True):
            st.download_button(
                context.words("batch.download"),
                text.encode("utf-8-sig"),
                file_name=f"{context.words('batch.stem')}.txt",
                mime="text/plain",
                icon=":material/receipt_long:",
                on_click="ignore",
                key="upload-batch-download",
            )
            st.button(
                context.words("upload.receipt.close"),
                key="upload-batch-close",
                on_click=forget_receipt,
                args=("file",),
            )
