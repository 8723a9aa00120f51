"""Sustainability figures of a hospital group, from uploaded line to verdict.

The rooms of the house and the way of the data::

    declare   what things are: closed grammar and loader; the sole reader of declarations
    methods   pure mathematics on series
    intake    bytes + contract -> typed rows + findings; same bytes, same answer
    store     DuckDB: connection, migrations, ledger, registers
    measure   indicator + scope -> a number that is a sum or a ratio of rows, and its rows
    judge     what follows from several numbers: progress against targets, effect of an upload
    acts      the only room that writes; every act has an actor, a reason and a revision
    paper     blocks of text, tables and charts -> a tagged PDF; the one press
    show      judged numbers -> views -> charts, tables and sentences
    ui        Streamlit drawings; the only place for session state and caching
    serve     the server application: headers, language, health, start-up
    themes    declarations and one SELECT a theme, no Python
    registers what people change in the app, one declaration each
    words     every sentence a person reads

Arrows point one way; ``tests/test_house.py`` holds the complete list of allowed imports.
"""
