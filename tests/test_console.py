"""The console shows what there is, does what the admin API can, and runs nothing it was sent."""

from __future__ import annotations

from urllib.request import urlopen

import pytest
from lxml import html

from mock_server import console
from mock_server.background import background
from mock_server.http import Refused, Request, Response
from mock_server.profiles import PROFILES
from mock_server.settings import Settings
from mock_server.tenants import Tenants

CITY = "springfield.example"
HOSTILE = "<script>alert(1)</script>"


class Browser:
    """Somebody at the console."""

    def __init__(self) -> None:
        self.tenants = Tenants(Settings(requests=70, jurisdictions=(CITY, "parks.example")))

    def go(self, path: str, body: str = "", **query: str) -> Response:
        method = "POST" if body else "GET"
        tenant, asked = self.tenants.route(Request(method, path, query, origin="http://here"))
        return console.answer(self.tenants, tenant, asked, body.encode())

    def page(self, name: str, **query: str) -> html.HtmlElement:
        response = self.go(f"/_console/{name}", **query)
        assert response.status == 200
        return html.document_fromstring(response.body.decode())

    def report(self, path: str = "/open311/v2/requests.json") -> str:
        form = {"api_key": "demo-key", "jurisdiction_id": CITY, "service_code": "006"}
        form |= {
            "lat": "42.1",
            "long": "-72.6",
            "description": HOSTILE,
            "email": "jane@example.org",
        }
        tenant, asked = self.tenants.route(Request("POST", path, form=tuple(form.items())))
        tenant.respond(asked)
        return f"A1-N{tenant.behaviour.store.cities[CITY].count:05}"


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.mark.parametrize("name", console.PAGES)
def test_every_page_is_whole_and_loads_nothing_from_elsewhere(browser: Browser, name: str) -> None:
    query = {"id": browser.report(), "jurisdiction": CITY} if name == "request" else {}
    browser.report()
    page = browser.page(name, **query)
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//html/@lang") == ["en"]
    assert not page.xpath("//*[@src] | //link[not(@href='data:,')] | //iframe")
    assert HOSTILE not in html.tostring(page, encoding="unicode")
    unlabelled = page.xpath("//input[not(@type='hidden')] | //select")
    assert all(page.xpath(f"//label[@for='{field.get('id')}']") for field in unlabelled)


def test_a_tenant_has_a_console_of_its_own(browser: Browser) -> None:
    browser.report("/t/a/open311/v2/requests.json")
    page = browser.go("/t/a/_console/requests").body.decode()
    assert "A1-N00071" in page
    assert "/t/a/_console/journal" in page
    assert "A1-N00071" not in browser.go("/_console/requests").body.decode()


def test_the_map_has_a_mark_for_each_located_request(browser: Browser) -> None:
    page = browser.page("requests", jurisdiction=CITY)
    records = browser.tenants.root.behaviour.store.cities[CITY].all()
    located = [record for record in records if record["lat"] is not None]
    assert len(page.xpath("//svg/circle | //svg/rect")) == len(located)
    assert "Page 1 of 2" in page.text_content()


def test_a_form_does_what_the_admin_api_does_and_goes_back(browser: Browser) -> None:
    id = browser.report()
    call = f"POST /_mock/requests/{CITY}/{id}/advance"
    done = browser.go("/_console/do", f"call={call}&step=close&note=Filled&back=/_console/requests")
    assert done.status == 303
    assert done.headers["Location"] == "/_console/requests?said=Done."
    page = browser.page("request", jurisdiction=CITY, id=id)
    assert "close: Filled" in page.text_content()
    assert "jane@example.org" in page.text_content()


def test_what_went_wrong_is_said(browser: Browser) -> None:
    done = browser.go(
        "/_console/do", "call=POST /_mock/faults&fault=explode&back=/_console/controls"
    )
    assert "There%20is%20no%20fault" in done.headers["Location"]


def test_the_page_gone_back_to_says_what_came_of_the_last_form(browser: Browser) -> None:
    with background(browser.tenants) as url:
        there = url.removesuffix("/open311/v2") + "/_console/"
        back = "/_console/controls?said="
        for path, said in (("PUT /_mock/clock", "Done."), ("GET /_mock/no", "There is no")):
            form = f"call={path}&back={back}".encode()
            with urlopen(f"{there}do", form, timeout=10) as page:  # noqa: S310
                assert said in page.read().decode()
            back = page.url.removeprefix(there.removesuffix("/_console/")).replace("&", "%26")


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/", r"/\evil.example/", "/%0d%0aX:y", ""]
)
def test_going_back_stays_here(browser: Browser, back: str) -> None:
    done = browser.go("/_console/do", f"call=POST /_mock/reset&back={back}")
    assert done.headers["Location"].startswith("/_console/?said=")


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 5000])
def test_a_page_without_a_number_is_the_first(browser: Browser, number: str) -> None:
    assert "Page 1" in browser.page("requests", page=number).text_content()


def test_what_there_is_not_is_refused(browser: Browser) -> None:
    for path, query in (
        ("nothing", {}),
        ("request", {"id": "x"}),
        ("requests", {"jurisdiction": "x"}),
    ):
        with pytest.raises(Refused):
            browser.go(f"/_console/{path}", **query)


@pytest.mark.parametrize(
    "name", [*PROFILES, "requests.no-service-name", "requests.no-requested-datetime"]
)
def test_every_page_shows_what_a_server_leaves_out_as_nothing(name: str) -> None:
    tenants = Tenants(Settings(requests=30, mutants=(name,)))
    for page in set(console.PAGES) - {"request"}:
        request = Request("GET", f"{console.PREFIX}/{page}")
        assert console.answer(tenants, tenants.root, request, b"").status == 200
    tenants.close()
