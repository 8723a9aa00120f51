"""What needs the lake's own environment is tested there: DuckDB's release with extension packages."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpi.acts import Refused
from kpi.command.run import run
from kpi.declare import LANGUAGES, load
from kpi.serve.stores import Stores
from kpi.store import Lake, Store, StoreTrouble, place_of
from tests.conftest import IN_CI
from tests.lakes import reason_to_skip, run_in_lake
from tests.stores import TODAY

PLACE = "ducklake:postgres:dbname=kpi host=db.example.org user=kpi"


def test_a_store_that_several_processes_share() -> None:
    """Four processes at once, PostgreSQL restarted in mid-write, moving there and back: all of them."""
    reason = reason_to_skip()
    if reason is not None and not IN_CI:
        pytest.skip(reason)
    assert reason is None
    done = run_in_lake("pytest", "tests/lake", "-n", "0", "-q", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert " passed" in done.stdout and "skipped" not in done.stdout


def test_a_place_is_a_path_or_a_lake_and_its_password_is_never_shown() -> None:
    assert place_of("data/local/kpi.duckdb") == Path("data/local/kpi.duckdb")
    lake = place_of(f"{PLACE} password='ge heim' folder='/srv/my share' schema=zgt")
    assert lake == Lake(
        "dbname=kpi host=db.example.org user=kpi password='ge heim'", Path("/srv/my share"), "zgt"
    )
    assert "heim" not in lake.told and "/srv/my share" in lake.told
    assert lake.path.parent == lake.data.parent == lake.folder
    other = Lake(lake.dsn, lake.folder, "mst")
    assert lake.key("write") not in {lake.key("read"), other.key("write")}
    assert -(2**63) <= lake.key("write") < 2**63


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (PLACE, "lake_without_folder"),
        (f"{PLACE} folder=share", "lake_without_folder"),
        (f"{PLACE} folder=/srv/kpi schema='a; drop'", "lake_schema"),
        ("ducklake:sqlite:x.db folder=/srv/kpi", "lake_unclear"),
        ("ducklake:postgres:dbname folder=/srv/kpi", "lake_unclear"),
        ("ducklake:postgres:dbname='kpi folder=/srv/kpi", "lake_unclear"),
    ],
)
def test_a_lake_that_cannot_be_read_is_refused_in_a_sentence(text: str, code: str) -> None:
    with pytest.raises(StoreTrouble) as refused:
        place_of(text)
    assert refused.value.code == code
    for language in LANGUAGES:
        assert load().words.say(language, f"refused.{code}", **refused.value.facts)


def test_without_the_packages_of_a_lake_everyone_is_told_how_to_get_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    named = f"{PLACE} folder={tmp_path}"
    with pytest.raises(StoreTrouble) as refused:
        Store.open(place_of(named), load())
    assert refused.value.code == "lake_packages"
    monkeypatch.setenv("KPI_STORE", named)
    with pytest.raises(Refused, match="lake_packages"):
        Stores().acts()
    assert run(["accept", "energy", __file__, "--by", "Anna", "--lang", "en"], TODAY) == 1
    assert "make lake" in capsys.readouterr().err
    assert run(["demo", "--lang", "en"], TODAY) == 1
    assert "works on a file" in capsys.readouterr().err
