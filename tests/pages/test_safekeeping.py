"""The page Keep and restore, and the screen of a store that cannot be opened."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kpi.declare import LANGUAGES, Language, load
from kpi.serve import STORES
from kpi.store import backups, backups_of
from tests.drill.children import expected, open_store, send_in, totals
from tests.pages.screens import figures, go, screens, tables, texts

WORDS = load().words


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "kpi.duckdb"
    acts = open_store(path)
    for no in range(3):
        send_in(acts, no)
    acts.store.close()
    return path


def spoil(path: Path) -> None:
    """Overwrite the middle of the database, as a failing disk might."""
    size = path.stat().st_size
    with path.open("rb+") as file:
        file.seek(4096)
        file.write(b"\x5a" * (size - 4096))


@pytest.mark.parametrize("language", LANGUAGES)
def test_t06_a_spoilt_store_shows_its_ways_back_and_comes_back_whole(
    path: Path, language: Language
) -> None:
    spoil(path)
    with screens(path, {"lang": language}) as test:
        assert not test.exception
        assert WORDS.say(language, "restore.title") in texts(test)
        assert not figures(test) and not test.dataframe
        test.button(key="restore-0").click().run()
        assert WORDS.say(language, "refused.actor_missing") in texts(test)
        test.text_input(key="restore-name").set_value("Anna")
        test.button(key="restore-0").click().run()
        assert not test.exception
        assert WORDS.say(language, "page.overview") in texts(test)
        assert WORDS.say(language, "restore.title") not in texts(test)
    acts = open_store(path)
    assert totals(acts.store) == expected(range(3))
    acts.store.close()
    assert list(path.parent.glob("kpi.duckdb.before-*"))


def test_a_spoilt_store_without_backup_and_journal_says_whom_to_ask(path: Path) -> None:
    spoil(path)
    for entry in (path.parent / "kpi.journal").iterdir():
        entry.unlink()
    with screens(path, {"lang": "nl"}) as test:
        assert "python -m kpi restore" in texts(test)
        assert not [button for button in test.button if str(button.key).startswith("restore-")]


def test_what_was_mended_at_the_start_is_said(path: Path) -> None:
    path.unlink()
    with screens(path, {"lang": "nl"}) as test:
        assert WORDS.say("nl", "safekeeping.reapplied", revisions="1, 2, 3, 4") in texts(test)


def test_a_backup_at_a_button_and_a_check_with_its_words(path: Path) -> None:
    with screens(path, {"lang": "nl"}) as test:
        go(test, "safekeeping")
        assert test.button(key="safekeeping-backup").disabled
        test.text_input(key="actor-field").set_value("Anna").run()
        test.button(key="safekeeping-backup").click().run()
        assert WORDS.say("nl", "safekeeping.made", revision=4) in texts(test)
        assert [backup.revision for backup in backups(backups_of(path))] == [4]
        test.button(key="safekeeping-check").click().run()
        # One of the start, three uploads and the backup are five lines; the backup is no act.
        assert re.search(
            r"Gecontroleerd op [^,]*, tot en met regel 5: alles klopt\. "
            r"Handelingen: 4\. Bestanden in het archief: 3\.",
            texts(test),
        )
        log = tables(test)[-1]
        assert log.column("Wie")[:2] == ["Anna", "Uploader 2"]
        assert log.column("Gebeurtenis")[:2] == [
            "gelezen of gekopieerd",
            "upload opgeslagen",
        ]
        # A backup changes no figure: it has no state of its own.
        assert log.column("Stand")[:2] == ["–", "4"]


def test_a_check_says_when_it_was_and_goes_once_more_was_done(path: Path) -> None:
    with screens(path, {"lang": "nl"}) as test:
        go(test, "safekeeping")
        at_start = r"Bij de start \([^)]*, tot en met regel 4\) klopten het logboek en de cijfers"
        assert re.search(at_start, texts(test))
        assert "alles klopt" not in texts(test)
        test.button(key="safekeeping-check").click().run()
        assert "tot en met regel 4: alles klopt" in texts(test)
        test.text_input(key="actor-field").set_value("Anna").run()
        test.button(key="safekeeping-backup").click().run()
        assert "alles klopt" not in texts(test)
        assert re.search(at_start, texts(test))


def test_what_is_copied_at_night_is_said_as_it_is(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with screens(path, {"lang": "nl"}) as test:
        go(test, "safekeeping")
        assert WORDS.say("nl", "safekeeping.nightly") in texts(test)
        assert "`restore`" in texts(test)
        monkeypatch.setattr(type(STORES), "is_own", False)
        test.run()
        assert WORDS.say("nl", "safekeeping.nightly") not in texts(test)
        assert WORDS.say("nl", "safekeeping.not_nightly") in texts(test)


def test_the_newest_lines_of_the_log_stand_open_and_the_others_in_a_fold(path: Path) -> None:
    acts = open_store(path)
    for no in range(3, 13):
        send_in(acts, no)
    acts.store.close()
    with screens(path, {"lang": "nl"}) as test:
        go(test, "safekeeping")
        open_lines = tables(test)[-1].column("Regel")
        assert open_lines == [str(no) for no in range(14, 4, -1)]
        # One of the start and thirteen uploads make fourteen lines.
        assert "Oudere regels: 4" in [fold.label for fold in test.expander]
        test.session_state["older-log"] = True
        test.run()
        assert tables(test)[-1].column("Regel") == ["4", "3", "2", "1"]


def test_a_lost_file_of_the_archive_is_named(path: Path) -> None:
    next((path.parent / "archive").iterdir()).unlink()
    with screens(path, {"lang": "nl"}) as test:
        assert WORDS.say("nl", "safekeeping.differs", count=1) in texts(test)
        assert "niet meer in het archief" in texts(go(test, "safekeeping"))
