"""The console under /_console/: what a tenant holds and was asked, in a browser.

Server-rendered; every form is a call of the admin API, so that nothing can be done here that
cannot be done there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlencode

from mock_server import admin
from mock_server.console import views
from mock_server.http import Refused, Request, Response
from mock_server.replay import Replay
from mock_server.tenants import Tenant, Tenants

if TYPE_CHECKING:
    import jinja2

PREFIX = "/_console"
PAGES = ("overview", "requests", "request", "journal", "controls", "calls")
REPLAYED = ("recorded", "journal", "controls")  # of a server that serves recorded answers alone
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
}
_OWN_PATH = re.compile(r"/(?![/\\])[!-~]*")  # what no browser takes for another site's
View = Callable[[Tenant, Mapping[str, str]], Mapping[str, object]]


def answer(tenants: Tenants, tenant: Tenant, request: Request, body: bytes) -> Response:
    """Answer for a page, or do what its form says and go back to it."""
    pages = _pages(tenant)
    name = request.path.removeprefix(PREFIX).strip("/") or pages[0]
    if name in PAGES and name not in pages:  # links lead there from pages that both have
        name = pages[0]
    if request.method == "POST" and name == "do":
        return _do(tenants, tenant, request, dict(parse_qsl(body.decode("utf-8", "replace"))))
    if name not in pages or request.method not in ("GET", "HEAD"):
        raise Refused(404, f"The console has no page {name}; it begins at {PREFIX}/.")
    tenant.catch_up()
    view: View = getattr(views, name)
    return _page(name, tenant, request, view(tenant, request.query))


def refusal(refused: Refused) -> Response:
    """Return a page that says why there is no other; it tells nothing of any tenant."""
    text = _templates().get_template("refused.html.jinja").render(refused=refused)
    return Response(refused.status, {**HEADERS, **refused.headers}, text.encode())


def _pages(tenant: Tenant) -> tuple[str, ...]:
    return REPLAYED if isinstance(tenant.behaviour, Replay) else PAGES


def _page(
    name: str, tenant: Tenant, request: Request, shown: Mapping[str, object], status: int = 200
) -> Response:
    base = f"/t/{tenant.name}" if tenant.name else ""
    text = (
        _templates()
        .get_template(f"{name}.html.jinja")
        .render(
            shown,
            page=name,
            pages=[page for page in _pages(tenant) if page != "request"],
            base=base,
            endpoint=f"{request.origin}/open311/v2",
            tenant=tenant,
            said=request.query.get("said", ""),
            here=f"{base}{PREFIX}/{name}?{urlencode(_unsaid(request.query))}",
        )
    )
    return Response(status, HEADERS, text.encode())


def _unsaid(query: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in query.items() if name != "said"}


def _do(tenants: Tenants, tenant: Tenant, request: Request, form: dict[str, str]) -> Response:
    """Make the call of the admin API that a form names, and go back."""
    method, _, path = form.pop("call", "").partition(" ")
    back = form.pop("back", "")
    if not _OWN_PATH.fullmatch(back):
        back = f"{PREFIX}/"
    body = {name: _value(value) for name, value in form.items() if value != ""}
    called = Request(method, path, origin=request.origin)
    response = admin.answer(tenants, tenant, called, admin.encoded(body))
    said = admin.error(response) or "Done."
    joint = "&" if "?" in back else "?"
    location = f"{back}{joint}said={quote(said)}"
    return Response(303, {**HEADERS, "Location": location}, b"")


def _value(text: str) -> object:
    return {"true": True, "false": False}.get(text, text)


@cache
def _templates() -> jinja2.Environment:
    import jinja2  # only where a page is looked at: the server starts sooner

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["segment"] = lambda text: quote(str(text), safe="")
    return environment
