"""Who may use the admin API: whoever sits at this machine, or holds the token."""

from __future__ import annotations

import base64
import contextlib
import hmac
import secrets
from ipaddress import ip_address
from urllib.parse import urlsplit

from mock_server.http import Refused, Request


class Guard:
    """Keeps the admin API.

    Attributes:
        token: What a caller has to send as "Authorization: Bearer ..."; empty on loopback only.
    """

    def __init__(self, host: str = "127.0.0.1", token: str = "") -> None:
        self.token = token or ("" if is_loopback(host) else secrets.token_urlsafe(24))

    def admit(self, request: Request) -> None:
        """Return when a call may be made.

        On loopback a page of another site could call through its visitor's browser, so that the
        name asked for has to be loopback's too and the page's origin the server's own.

        Raises:
            Refused: It may not.
        """
        own = request.headers.get("host", "localhost")
        from_page = request.headers.get("origin")
        same = from_page is None or from_page.partition("://")[2] == own
        if self.token:
            self._ask(request.headers.get("authorization", ""), same=same)
        elif not is_loopback(_name(own)) or not same:
            raise Refused(
                403, "The admin API is for this machine only, unless --admin-token is set."
            )

    def _ask(self, given: str, *, same: bool) -> None:
        """Return when a header holds the token, as a program sends it or as a browser does.

        What a browser was told once it sends for pages of other sites too: those are refused.
        """
        kind, _, told = given.partition(" ")
        if kind.lower() == "basic" and same:
            with contextlib.suppress(ValueError):
                told = base64.b64decode(told).decode("utf-8", "replace").partition(":")[2]
        elif kind.lower() != "bearer":
            told = ""
        if not hmac.compare_digest(told.encode("utf-8", "replace"), self.token.encode()):
            raise Refused(
                401,
                'The admin API and the console need the token: "Authorization: Bearer <token>", or'
                " in a browser any name and the token as password.",
                headers={"WWW-Authenticate": 'Basic realm="open311 mock", charset="UTF-8"'},
            )


def _name(host: str) -> str:
    """Return a host without its port; empty for what is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself, by its name or address."""
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
