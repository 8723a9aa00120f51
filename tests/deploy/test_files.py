"""What an IT department is given agrees with the house: unit, container, environment, proxy."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.servers import ROOT

DEPLOY = ROOT / "deploy"
MOST_EXPOSED = 2.0
"""What systemd's own review may say of the unit at most; 10 is open to everything."""


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_the_unit_is_closed_as_systemd_reviews_it() -> None:
    told = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", DEPLOY / "kpi.service"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    found = re.search(r"Overall exposure level for kpi.service: ([\d.]+)", told)
    assert found is not None and float(found[1]) <= MOST_EXPOSED


def test_the_unit_lets_one_process_write_in_its_own_folder_alone() -> None:
    unit = (DEPLOY / "kpi.service").read_text(encoding="utf-8")
    for line in ("User=kpi", "ProtectSystem=strict", "StateDirectory=kpi", "NoNewPrivileges=yes"):
        assert f"\n{line}\n" in unit
    assert "-m streamlit run dashboard.py" in unit and "ReadWritePaths" not in unit
    assert "\nMemoryMax=1500M\n" in unit


def test_the_container_holds_what_runs_and_nothing_else() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    copied = {
        name.removeprefix("./")
        for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE)
        for name in line.split()[:-1]
    }
    assert copied == {
        "requirements.lock", ".streamlit", "data", "docs", "kpi", "pages", "dashboard.py",
    }  # fmt: skip
    assert all((ROOT / name).exists() for name in copied)
    assert text.index("USER kpi") < text.index("ENTRYPOINT") and "--require-hashes" in text
    left_out = (ROOT / ".containerignore").read_text(encoding="utf-8").split()
    assert {"data/local", ".git", ".venv"} <= set(left_out)


def test_every_variable_that_the_house_reads_is_in_the_example() -> None:
    sources = [*(ROOT / "kpi").rglob("*.py")]
    read = {v for p in sources for v in re.findall(r'"(KPI_[A-Z_]+)"', p.read_text("utf-8"))}
    told = (DEPLOY / "kpi.env.example").read_text(encoding="utf-8")
    assert read and not {name for name in read if f"{name}=" not in told}


@pytest.mark.parametrize("shell", ["sh", "dash", "bash"])
def test_the_script_is_plain_shell(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} on this machine")
    subprocess.run([shell, "-n", DEPLOY / "upgrade.sh"], check=True)


def test_nothing_to_deploy_names_a_version_that_moves() -> None:
    for path in DEPLOY.iterdir():
        assert ":latest" not in path.read_text(encoding="utf-8"), path


def test_all_of_it_is_explained() -> None:
    guide = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert not [p.name for p in DEPLOY.iterdir() if p.name not in guide]
    assert not [
        n for n in re.findall(r"deploy/([\w.-]*\w)", guide) if not Path(DEPLOY / n).exists()
    ]
