"""What the tests of the pages share."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import app_test


def pytest_sessionfinish() -> None:
    """Streamlit leaves its folder for pages under test to the end, and then warns of that."""
    app_test.TMP_DIR.cleanup()


@pytest.fixture(scope="session", autouse=True)
def _installed_packages_searched_once() -> Iterator[None]:
    """Streamlit looks through all installed packages for every page under test: once is enough."""
    with pytest.MonkeyPatch.context() as patch:
        searched = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", searched)
        yield
