"""What only a person can settle: questions as choices in words, and columns a file lacks."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kpi.acts import Preview
from kpi.declare import Column, Contract
from kpi.show.receipts import header_in, named_facts
from kpi.ui.session import Context
from kpi.ui.upload_state import Answers, Source, answers_of, value_of
from kpi.ui.upload_text import escape, say_plain, site_names

FIELD = 480
LACKING = frozenset({"column_missing", "year_missing"})
"""Findings that say a column is not in the file and could be given once for all rows."""


def remember(contract: Contract, preview: Preview, source: Source) -> None:
    """Keep what is asked, so that an answer can be seen and changed after it was given."""
    answers = answers_of(source)
    for question in preview.questions:
        answers.asked[question.key] = question
    for finding in preview.errors:
        column = _lacking(contract, finding.column) if finding.code in LACKING else None
        if column is not None and column.name not in answers.lacking:
            answers.lacking.append(column.name)


def _lacking(contract: Contract, header: str | None) -> Column | None:
    for column in contract.column:
        if header in (column.header.nl, column.name):
            per_row = contract.quantity is not None and column.name == contract.quantity.value
            return None if per_row or column.name == contract.category else column
    return None


def draw_constants(context: Context, contract: Contract, source: Source) -> None:
    """Draw one field for every column the file lacks; its value then holds for all rows."""
    answers = answers_of(source)
    if not answers.lacking:
        return
    st.header(context.words("upload.constants"), anchor=False)
    st.markdown(context.words("upload.constants_note"))
    for name in answers.lacking:
        _draw_constant(context, contract.find(name), answers, source)


def _draw_constant(context: Context, column: Column, answers: Answers, source: Source) -> None:
    key = f"upload-constant-{source.fingerprint}-{column.name}"

    def given() -> None:
        text = value_of(key).strip()
        if text:
            answers.constants[column.name] = text
        else:
            answers.constants.pop(column.name, None)

    label = column.header.of(context.language)
    now = answers.constants.get(column.name)
    choices = choices_of(context, column)
    if choices:
        options = list(choices)
        st.selectbox(
            label,
            options,
            index=options.index(now) if now in options else None,
            format_func=lambda value: choices[value],
            placeholder=context.words("upload.choose"),
            key=key,
            on_change=given,
            width=FIELD,
        )
    else:
        st.text_input(label, value=now or "", key=key, on_change=given, width=FIELD)


def choices_of(context: Context, column: Column) -> dict[str, str]:
    """Return the allowed values of a column with their labels; empty for free text."""
    if column.type == "site":
        return site_names(context)
    if column.type == "flag":
        return {"J": context.words("upload.yes"), "N": context.words("upload.no")}
    return {value.id: value.label.of(context.language) for value in column.values}


def draw_control(context: Context, contract: Contract, source: Source) -> None:
    """Draw the field for what a file should add up to, when its rows have one amount column."""
    if contract.quantity is None or contract.readings is not None or source.place != "file":
        return
    answers = answers_of(source)
    key = f"upload-control-{source.fingerprint}"

    def given() -> None:
        text = value_of(key).strip()
        if text:
            answers.decide["total"] = text
        else:
            answers.decide.pop("total", None)

    header = contract.find(contract.quantity.value).header.of(context.language)
    st.text_input(
        context.words("upload.control"),
        value=answers.decide.get("total", ""),
        help=context.words("upload.control_help", column=header),
        key=key,
        on_change=given,
        width=220,
    )


def draw_questions(context: Context, contract: Contract, source: Source) -> None:
    """Draw every question of this file, answered or not, as a choice in words."""
    answers = answers_of(source)
    if not answers.asked:
        return
    st.header(context.words("upload.questions"), anchor=False)
    for key in answers.asked:
        _draw_question(context, contract, key, answers, source)


def _draw_question(
    context: Context, contract: Contract, asked: str, answers: Answers, source: Source
) -> None:
    question = answers.asked[asked]
    options = [option.answer for option in question.options]
    facts = {option.answer: dict(option.facts) for option in question.options}
    asks = named_facts(question.facts, contract, context.language, context.site_names)
    key = f"upload-answer-{source.fingerprint}-{asked}"

    def given() -> None:
        answers.decide[asked] = value_of(key)

    def told(answer: str) -> str:
        named = f"question.{question.code}.answer.{answer}"
        place = header_in(contract, asked, context.language)
        shared = {"column": place, "answer": answer, **asks, **facts[answer]}
        if context.catalogue.words.has(named):
            return say_plain(context, named, **shared)
        if context.catalogue.words.has(f"question.{question.code}.answers"):
            return say_plain(context, f"question.{question.code}.answers", **shared)
        return escape(answer)

    chosen = answers.decide.get(asked, None if question.explicit else question.default)
    place = header_in(contract, asked, context.language)
    st.radio(
        say_plain(context, f"question.{question.code}.text", **{"column": place, **asks}),
        options,
        index=options.index(chosen) if chosen in options else None,
        format_func=told,
        key=key,
        on_change=given,
    )


def open_texts(context: Context, contract: Contract, preview: Preview) -> Sequence[str]:
    """Return the names of what still has to be answered by a person who sees the question."""
    return [
        context.voice.named("asked_about", header_in(contract, question.key, context.language))
        for question in preview.questions
        if question.default is None or (question.explicit and question.key not in preview.decide)
    ]
