"""What a browser does with the mock server: the console, and an app of another origin."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from mock_server.handle import MockServer, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SCREENS: tuple[tuple[Literal["light", "dark"], int], ...] = (("light", 1280), ("dark", 360))
PAGES = ("", "requests", "journal", "controls", "calls")
# Lists, posts and tracks, as an app would.
APP = """async (url) => {
  const read = async (path, more) => (await fetch(url + path, more)).json();
  const services = await read("/services.json");
  const body = new URLSearchParams({
    api_key: "demo-key", service_code: "006", lat: "42.1", long: "-72.6", description: "Pothole",
  });
  const [made] = await read("/requests.json", {method: "POST", body});
  const [shown] = await read("/requests/" + made.service_request_id + ".json");
  const refused = await fetch(url + "/requests.json", {
    method: "POST", body: new URLSearchParams({service_code: "006"}),
  });
  return [services.length, shown.description, shown.status, refused.status];
}"""


class Silent(SimpleHTTPRequestHandler):
    """Serves a folder and logs nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server(chromium: str) -> Iterator[MockServer]:
    with serving() as one:
        yield one


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """A page of another origin."""
    (tmp_path / "index.html").write_text("<!doctype html><title>App</title>", "utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(tmp_path))) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_port}/index.html"
        httpd.shutdown()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_in_the_console(name: str, server: MockServer, browser: Browser) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for scheme, width in SCREENS:
        page = browser.new_page(
            color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True
        )
        answer = page.goto(f"{server.url.removesuffix('/open311/v2')}/_console/{name}")
        assert answer is not None
        assert answer.status == 200
        found = Axe().run(page).response["violations"]
        page.close()
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], f"{scheme}, {width}"


def test_the_journal_shows_what_comes_and_forgets_what_was_forgotten(
    server: MockServer, browser: Browser
) -> None:
    from playwright.sync_api import expect

    other = server.tenant("live")
    page = browser.new_page()
    page.goto(f"{other.url.removesuffix('/open311/v2')}/_console/journal")
    for _ in range(2):
        expect(page.locator("#rows")).to_contain_text("Nothing was asked yet")
        expect(page.locator("#kept")).to_have_text("0")
        for number in (1, 2):
            page.request.get(f"{other.url}/services.xml")
            expect(page.locator("#rows tr:visible")).to_have_count(number)
        expect(page.locator("#kept")).to_have_text("2")
        expect(page.locator("#rows")).not_to_contain_text("Nothing was asked", use_inner_text=True)
        other.reset()
    live = page.locator("#live")
    look = "element => getComputedStyle(element).backgroundColor"
    on = live.evaluate(look)
    live.click()
    assert live.evaluate(look) != on
    page.close()


def test_one_service_request_is_shown_with_its_history(
    server: MockServer, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(f"{server.url.removesuffix('/open311/v2')}/_console/requests")
    page.locator("table a").first.click()
    assert page.locator("h1").inner_text()
    assert "UTC: open" in page.locator("ol li").first.inner_text()
    page.close()


def test_an_app_of_another_origin_lists_posts_and_tracks(
    server: MockServer, elsewhere: str, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(elsewhere)
    count, description, status, refused = page.evaluate(APP, server.url)
    page.close()
    assert (count, description, status) == (25, "Pothole", "open")
    assert refused == 403
