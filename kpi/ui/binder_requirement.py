"""One requirement at one site: what is found of it, what shows it, and what figures say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from kpi.acts import Refused, assess, attach, detach, document_of
from kpi.acts.binder import MOST_BYTES
from kpi.declare import ALL, Field
from kpi.show import Dossier, Evidence, SiteLevels, falling
from kpi.show.binder import earlier_sentences, evidence_line, requirement_rows
from kpi.show.certification import answer_text, day_label, demands_text, live_text, theme_label
from kpi.show.registers import field_choices, history_table
from kpi.ui.choice import draw_list, draw_segments
from kpi.ui.file_field import draw_file_note
from kpi.ui.folded import draw_folded
from kpi.ui.offer import offers, why_not
from kpi.ui.session import FIELD, Context, actor, ask_name, widget_value
from kpi.ui.table import draw_table
from kpi.ui.told import tell, text_of
from kpi.ui.upload_text import escape, say_plain

FILTERS = ("all", "open", "falling", "mine")
KEYS = ("site", "schema", "code")
"""Fields of an assessment that the page itself knows."""
NONE = "–"
FEW = 12
"""More requirements than these are folded away, so that the one close by stays in sight."""


def draw_requirements(here: Context, found: Sequence[SiteLevels]) -> None:
    """Draw the requirements of one site, the filters on them, and one of them close by."""
    codes = [site.site for site in found]
    code = codes[0]
    if len(codes) > 1:
        code = draw_segments(
            here,
            "over",
            here.words("binder.site"),
            codes,
            lambda name: escape(here.voice.site(name)),
            key="binder-site",
        )
    site = next(site for site in found if site.site == code)
    chosen = _filtered(here, site)
    if not chosen:
        st.info(here.words("binder.nothing"))
        return
    title = here.words("binder.table", count=len(chosen))
    with st.expander(title, expanded=len(chosen) <= FEW, key="binder-table"):
        draw_table(*requirement_rows(site, chosen, here.voice), here.voice.site(site.site))
    by_code = {dossier.requirement.code: dossier for dossier in chosen}
    entry = draw_list(
        here,
        "entry",
        here.words("binder.requirement"),
        list(by_code),
        lambda name: f"{name} {by_code[name].requirement.text.of(here.language)}",
        key="binder-entry",
    )
    _draw_dossier(here, site, by_code[entry])


def _filtered(here: Context, site: SiteLevels) -> list[Dossier]:
    certification, schema = here.judge.certification, site.schema.code
    held = {dossier.requirement.theme for dossier in site.dossiers}
    themes = [ALL, *(t for t in certification.themes(schema) if t in held)]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = draw_segments(
            here,
            "set",
            here.words("binder.show"),
            FILTERS,
            lambda name: here.words(f"binder_filter.{name}"),
            key="binder-filter",
            ends=("entry",),
        )
        theme = draw_list(
            here,
            "theme",
            here.words("thermometer.theme"),
            themes,
            lambda name: (
                here.words("thermometer.every")
                if name == ALL
                else theme_label(certification, schema, name, here.voice)
            ),
            key="binder-theme",
            otherwise=ALL,
            ends=("entry",),
            width=FIELD,
        )
    lost = {id(fallen.dossier) for fallen in falling(site)}
    name = actor().name.casefold()
    keep: dict[str, Callable[[Dossier], bool]] = {
        "all": lambda _: True,
        "open": lambda d: d.answer not in ("met", "not_applicable"),
        "falling": lambda d: id(d) in lost,
        "mine": lambda d: bool(name) and d.assessment.owner.casefold() == name,
    }
    return [d for d in site.dossiers if theme in (ALL, d.requirement.theme) and keep[kind](d)]


def _draw_dossier(here: Context, site: SiteLevels, dossier: Dossier) -> None:
    requirement, assessment = dossier.requirement, dossier.assessment
    st.header(escape(f"{requirement.code}: {requirement.text.of(here.language)}"), anchor=False)
    st.markdown(
        f"**{say_plain(here, 'binder.state', state=answer_text(dossier.answer, here.voice))}**"
    )
    lines = [say_plain(here, "binder.levels", levels=demands_text(requirement, here.voice))]
    if assessment.by:
        day = day_label(assessment.date, here.language) or NONE
        lines.append(say_plain(here, "binder.by", by=assessment.by, day=day))
    if assessment.comment:
        lines.append(escape(assessment.comment))
    if requirement.evidence:
        hint = requirement.evidence.of(here.language)
        lines.append(say_plain(here, "binder.hint", evidence=hint))
    certification = here.judge.certification
    lines += [escape(s) for s in earlier_sentences(dossier, certification, here.voice)]
    st.markdown("\n".join(f"- {line}" for line in lines))
    if dossier.contradicted:
        st.warning(here.words("binder.contradicted"))
    _draw_figures(here, dossier)
    _draw_evidence(here, site, dossier)
    _draw_assess(here, site, dossier)
    _draw_history(here, site, dossier)


def _draw_figures(here: Context, dossier: Dossier) -> None:
    """Draw what figures say by themselves, each with the way to its source lines."""
    for live in dossier.live:
        st.markdown(escape(live_text(live, here.voice)))
        if live.measured is None:
            continue
        declared = here.catalogue.indicators[live.criterion.indicator]
        query = {
            "site": live.scope.site,
            "month": str(live.scope.month),
            "span": live.scope.span,
            "section": declared.section,
            "figure": declared.id,
        }
        st.page_link(
            f"pages/{declared.page}.py",
            label=say_plain(here, "binder.to_figure", figure=here.voice.label(declared.id)),
            icon=":material/receipt_long:",
            query_params=query,
        )


def _draw_evidence(here: Context, site: SiteLevels, dossier: Dossier) -> None:
    st.subheader(here.words("binder.evidence"), anchor=False)
    if not dossier.evidence:
        st.markdown(here.words("binder.no_evidence"))
    for piece in dossier.evidence:
        _draw_piece(here, piece, site)
    if not offers(here, "attach", "evidence", sites=[site.site]):
        return
    code = dossier.requirement.code
    key = f"attach-{site.site}-{site.schema.code}-{code}-{here.judge.as_of}"
    with st.expander(here.words("binder.attach"), key=f"{key}-fold"):
        ask_name_in(here)
        with st.form(key):
            largest = MOST_BYTES // 1_000_000
            st.file_uploader(
                here.words("binder.document"), key=f"{key}-document", max_upload_size=largest
            )
            draw_file_note(here, megabytes=largest)
            st.text_input(here.words("binder.link"), key=f"{key}-location", width=FIELD)
            st.text_input(here.words("binder.title"), key=f"{key}-title", width=FIELD)
            st.text_input(here.words("binder.valid_until"), key=f"{key}-valid_until", width=FIELD)
            st.checkbox(here.words("binder.all_sites"), key=f"{key}-all")
            st.form_submit_button(
                here.words("binder.attach_button"),
                on_click=_attach,
                args=(here, site, code, key),
            )


def ask_name_in(here: Context) -> None:
    """Say where the name is asked when it was not given: once, above the assessment."""
    if not actor():
        st.markdown(f":small[{here.words('refused.actor_missing')}]")


def _draw_piece(here: Context, piece: Evidence, site: SiteLevels) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(escape(evidence_line(piece, site.today, here.voice)), width="stretch")
        if piece.kind == "document":
            data, lost = document_of(here.acts, piece.location)
            if data is None:
                st.error(say_plain(here, f"binder.lost_{lost}", file=piece.file_name))
            else:
                st.download_button(
                    say_plain(here, "binder.download", file=piece.file_name),
                    data,
                    file_name=piece.file_name,
                    on_click="ignore",
                    key=f"get-{piece.id}",
                )
        if why_not(here, "put_entries", "evidence", sites=[site.site]):
            return
        st.button(
            here.words("binder.detach"),
            key=f"out-{piece.id}",
            on_click=_detach,
            args=(here, piece.id),
        )


def _attach(here: Context, site: SiteLevels, code: str, key: str) -> None:
    given = widget_value(f"{key}-document")
    names = ("location", "title", "valid_until")
    body = {name: text_of(f"{key}-{name}") for name in names}
    if given is None and not body["location"]:
        tell("binder.nothing_given")
        return
    body["title"] = body["title"] or (given.name if given is not None else body["location"])
    place = ALL if widget_value(f"{key}-all") else site.site
    try:
        revision = attach(
            here.acts,
            place,
            site.schema.code,
            code,
            body,
            document=None if given is None else (given.name, given.getvalue()),
            actor=actor(),
            reason=here.words("binder.attach"),
        )
    except Refused as refused:
        tell(f"refused.{refused.code}", **in_words(here, "evidence", refused.facts))
        return
    tell("target_form.saved", True, revision=str(revision))


def _detach(here: Context, identifier: str) -> None:
    try:
        revision = detach(
            here.acts, identifier, actor=actor(), reason=here.words("binder.taken_out")
        )
    except Refused as refused:
        tell(f"refused.{refused.code}", **refused.facts)
        return
    tell("target_form.saved", True, revision=str(revision))


def _draw_assess(here: Context, site: SiteLevels, dossier: Dossier) -> None:
    st.subheader(here.words("binder.assess"), anchor=False)
    if not offers(here, "set_entry", "assessment", sites=[site.site]):
        return
    ask_name(here)
    code = dossier.requirement.code
    key = f"assess-{site.site}-{site.schema.code}-{code}-{here.judge.as_of}"
    before = vars(dossier.assessment)
    defaults = {
        **before,
        "status": dossier.assessment.answer,
        "by": dossier.assessment.by or actor().name,
        "date": site.today.isoformat(),
    }
    with st.form(key):
        with st.grid(min_column_width=FIELD // 2, gap="small"):
            for field in _fields(here):
                _draw_field(here, field, str(defaults.get(field.name) or ""), f"{key}-{field.name}")
        st.text_input(here.words("target_form.reason"), key=f"{key}-reason", width=FIELD)
        st.form_submit_button(
            here.words("binder.save"), on_click=_save, args=(here, site, code, key)
        )


def _fields(here: Context) -> list[Field]:
    fields = here.catalogue.registers["assessment"].field
    return [field for field in fields if field.name not in KEYS]


def _draw_field(here: Context, field: Field, value: str, key: str) -> None:
    label = field.label.of(here.language)
    note = field.help.of(here.language) if field.help else None
    choices = field_choices(field, here.voice)
    if not choices:
        st.text_input(label, value=value, key=key, help=note)
        return
    options = list(choices) if field.required else ["", *choices]
    st.selectbox(
        label,
        options,
        index=options.index(value) if value in options else 0,
        format_func=lambda name: choices.get(name, NONE),
        key=key,
        help=note,
        placeholder=here.words("upload.choose"),
    )


def _save(here: Context, site: SiteLevels, code: str, key: str) -> None:
    body = {field.name: text_of(f"{key}-{field.name}") for field in _fields(here)}
    try:
        revision = assess(
            here.acts,
            site.site,
            site.schema.code,
            code,
            body,
            actor=actor(),
            reason=text_of(f"{key}-reason"),
        )
    except Refused as refused:
        tell(f"refused.{refused.code}", **in_words(here, "assessment", refused.facts))
        return
    tell("target_form.saved", True, revision=str(revision))


def in_words(here: Context, register: str, facts: Mapping[str, str]) -> dict[str, str]:
    """Return the facts of a refusal with the fields called what the form calls them."""
    labels = {f.name: f.label.of(here.language) for f in here.catalogue.registers[register].field}
    return {
        name: ", ".join(labels.get(part, part) for part in fact.split(", "))
        for name, fact in facts.items()
    }


def _draw_history(here: Context, site: SiteLevels, dossier: Dossier) -> None:
    def draw() -> None:
        identifier = f"{site.site}/{site.schema.code}/{dossier.requirement.code}"
        versions = here.acts.history("assessment", identifier)
        register = here.catalogue.registers["assessment"]
        draw_table(*history_table(register, versions, here.voice), here.words("binder.history"))

    draw_folded(here.words("binder.history"), draw, key="binder-history")
