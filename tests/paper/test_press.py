"""One report at a time, in the order they were asked for."""

from __future__ import annotations

import threading
import time

import pytest

from kpi.paper import in_turn, waiting


def test_reports_are_made_one_after_the_other() -> None:
    busy, most = 0, 0

    def make(number: int) -> int:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        time.sleep(0.005)
        busy -= 1
        return number

    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda n=n: answers.append(in_turn(lambda: make(n))))
        for n in range(20)
    ]
    for thread in threads:
        thread.start()
    assert waiting() > 0
    for thread in threads:
        thread.join()
    assert sorted(answers) == list(range(20))
    assert most == 1
    assert waiting() == 0


def test_what_goes_wrong_is_told_to_who_asked_and_the_press_goes_on() -> None:
    def fail() -> int:
        raise ValueError("kapot")

    with pytest.raises(ValueError, match="kapot"):
        in_turn(fail)
    assert in_turn(lambda: 3) == 3
    assert waiting() == 0
