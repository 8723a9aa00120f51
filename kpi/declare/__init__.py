"""What things are: closed grammar and loader. Imports nothing of the house.

Contracts, facts, indicators, registers, reference tables and words are declarations; this room
reads them once (`load`) and refuses what does not resolve. No other room reads TOML.
"""

from kpi.declare.catalogue import (
    DEMO,
    DEMO_STORE,
    LOCAL,
    OWN_STORE,
    REFERENCE,
    Catalogue,
    Theme,
    load,
    organisation_path,
)
from kpi.declare.contract import METER, Column, Contract, Value
from kpi.declare.definition import (
    columns_of,
    definition_hash,
    definition_of,
    factors_of,
    facts_of,
    select_of,
)
from kpi.declare.demo import DemoPlan, demo_plan
from kpi.declare.exchange import (
    FORMAT,
    Exchange,
    SharedMeasure,
    SignedSummary,
    Summary,
    SummaryFigure,
    canonical,
    digest,
)
from kpi.declare.footprint import Account, Footprint, FootprintLine
from kpi.declare.form import Form
from kpi.declare.grammar import LANGUAGES, Language, Text
from kpi.declare.indicator import (
    FACTOR_LIST,
    SPANS,
    Fact,
    FactorUse,
    Indicator,
    Measure,
    Shown,
    Span,
)
from kpi.declare.layout import Layout, remembered_layout
from kpi.declare.model import Decomposition, WeatherFit
from kpi.declare.month import Month, is_day, is_day_month_or_year
from kpi.declare.organisation import ALL, UNSPLIT, Site
from kpi.declare.register import (
    ROLES,
    Factor,
    Field,
    Likeness,
    Register,
    Role,
    Seed,
    Source,
    body_hash,
    body_text,
)
from kpi.declare.resolve import DeclarationError
from kpi.declare.share import ALLOCATION, Share, share_fault
from kpi.declare.words import Words

__all__ = [
    "ALL",
    "ALLOCATION",
    "DEMO",
    "DEMO_STORE",
    "FACTOR_LIST",
    "FORMAT",
    "LANGUAGES",
    "LOCAL",
    "METER",
    "OWN_STORE",
    "REFERENCE",
    "ROLES",
    "SPANS",
    "UNSPLIT",
    "Account",
    "Catalogue",
    "Column",
    "Contract",
    "DeclarationError",
    "Decomposition",
    "DemoPlan",
    "Exchange",
    "Fact",
    "Factor",
    "FactorUse",
    "Field",
    "Footprint",
    "FootprintLine",
    "Form",
    "Indicator",
    "Language",
    "Layout",
    "Likeness",
    "Measure",
    "Month",
    "Register",
    "Role",
    "Seed",
    "Share",
    "SharedMeasure",
    "Shown",
    "SignedSummary",
    "Site",
    "Source",
    "Span",
    "Summary",
    "SummaryFigure",
    "Text",
    "Theme",
    "Value",
    "WeatherFit",
    "Words",
    "body_hash",
    "body_text",
    "canonical",
    "columns_of",
    "definition_hash",
    "definition_of",
    "demo_plan",
    "digest",
    "factors_of",
    "facts_of",
    "is_day",
    "is_day_month_or_year",
    "load",
    "organisation_path",
    "remembered_layout",
    "select_of",
    "share_fault",
]
