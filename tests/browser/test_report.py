"""The HTML report in a browser: accessible, narrow or wide, light or dark, and it runs nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from conformance.results import Run
from conformance.validate import validate
from mock_server.mutants import MUTANTS
from mock_server.reference import Reference
from reports import RENDERERS
from specs.catalogue import load
from tests import test_null_targets as null
from tests import test_reports as planted
from tests.selftest import run_against

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

EXAMPLES = Path(__file__).parent.parent / "examples"
SCREENS: tuple[tuple[Literal["light", "dark"], int], ...] = (("light", 1280), ("dark", 360))
NARROWEST = 320  # CSS pixels: WCAG 2.2, 1.4.10 Reflow
REPORTS: dict[str, Callable[[], Run]] = {
    "reference": lambda: run_against(Reference),
    "mutant": lambda: run_against(MUTANTS["services.type-instant"]),
    "saved answers": lambda: validate([EXAMPLES], list(load().values())),
    "login page": lambda: null.run_against(null.TARGETS["a login page"][0]),
    "hostile content": lambda: planted.run(
        planted.MUST, planted.SHOULD, planted.UNTESTED, planted.BROKE, stopped=planted.HOSTILE
    ),
}


Addresses = dict[str, str]


@pytest.fixture(scope="module")
def addresses(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Addresses:
    """Each report's address, written before the browser opens."""
    folder = tmp_path_factory.mktemp("reports")
    found = {}
    for name, run in REPORTS.items():
        path = folder / f"{name}.html"
        path.write_text(RENDERERS["html"](run(), load()), "utf-8")
        found[name] = path.as_uri()
    return found


def unfold(page: Page) -> None:
    """Open whatever is folded up, so that it is judged too."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


@pytest.mark.parametrize("name", REPORTS)
def test_axe_finds_nothing(name: str, addresses: Addresses, browser: Browser) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for scheme, width in SCREENS:
        page = browser.new_page(
            color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True
        )
        page.goto(addresses[name])
        unfold(page)
        found = Axe().run(page).response["violations"]
        page.close()
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], f"{scheme}, {width}"


@pytest.mark.parametrize("name", REPORTS)
def test_nothing_has_to_be_scrolled_sideways(
    name: str, addresses: Addresses, browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": NARROWEST, "height": 800})
    page.goto(addresses[name])
    unfold(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert width <= NARROWEST


def test_hostile_content_runs_and_loads_nothing(addresses: Addresses, browser: Browser) -> None:
    page = browser.new_page()
    asked: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: told.append(dialog.message))
    page.goto(addresses["hostile content"])
    shown = page.inner_text("main")
    page.close()
    assert asked == [addresses["hostile content"]]
    assert told == []
    assert "<script>alert(1)</script>" in shown


def test_it_reads_without_scripts(addresses: Addresses, browser: Browser) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(addresses["mutant"])
    page.click("details summary")
    assert page.locator("details li").first.is_visible()
    page.close()


def test_the_keyboard_reaches_the_report_first(addresses: Addresses, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(addresses["mutant"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.innerText")
    page.close()
    assert focused == "The specification on services.type-value"
