"""Who may use the admin API: whoever sits at this machine, or holds the token."""

from __future__ import annotations

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
        if self.token:
            given = request.headers.get("authorization", "")
            if not hmac.compare_digest(given.encode(), f"Bearer {self.token}".encode()):
                raise Refused(401, 'The admin API needs "Authorization: Bearer <token>".')
            return
        own = urlsplit(f"//{request.headers.get('host', 'localhost')}").hostname
        from_page = request.headers.get("origin")
        same = from_page is None or urlsplit(from_page).netloc == request.headers.get("host")
        if not is_loopback(own or "") or not same:
            raise Refused(
                403, "The admin API is for this machine only, unless --admin-token is set."
            )


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself, by its name or address."""
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
