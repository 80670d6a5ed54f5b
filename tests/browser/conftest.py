"""A browser to look at pages with.

While it is open, nothing else can run asyncio in the same thread: a fixture that does is named
before `browser` in a test, and takes `chromium` itself to be skipped where there is none.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the system's Chromium."""
    pytest.importorskip(
        "axe_playwright_python",
        reason="Tests in a browser take playwright: pip install --editable '.[test,browser]'",
    )
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("Tests in a browser take Chromium: apt-get install chromium")
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium, open."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Its sandbox does not work for root, as tests in containers often are.
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()
