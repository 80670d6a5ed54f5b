"""What `open311 mock` says once it listens: where, who may, and what to do with it."""

from __future__ import annotations

import os
import shlex
import sys
from json import dumps
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.tenants import Tenant


def ready(url: str, token: str) -> None:
    """Print the line of JSON for a program that waits for the server."""
    root = url.removesuffix("/open311/v2")
    told = {"url": url, "admin": f"{root}/_mock", "console": f"{root}/_console/", "token": token}
    sys.stdout.write(dumps({**told, "pid": os.getpid()}) + "\n")
    sys.stdout.flush()


def say_who_may(token: str) -> None:
    """Tell of the token, which is shown only when it was made up."""
    sys.stderr.write(
        "Its admin API and console need the token"
        + (f" {token}\n" if token else " that you gave")
        + (' ("Authorization: Bearer TOKEN"; in a browser, the token is the password).\n')
    )


def announce(url: str, tenant: Tenant) -> None:
    """Print the URL, and tell what can be done with it."""
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()
    console = url.removesuffix("/open311/v2") + "/_console/"
    sys.stderr.write(
        f"Try: curl '{url}/services.xml'\nLook at it: {console}\n"
        f"Check it: {_check(url, tenant)}\nStop with Ctrl-C.\n"
    )


def _check(url: str, tenant: Tenant) -> str:
    """Return the command that checks it; on a profile, it finds all that the profile breaks."""
    if not any(name.startswith("profile.") for name in tenant.mutants):
        return f"open311 check {url}"
    from mock_server.profiles import CHECK

    served = list(tenant.behaviour.store.cities)
    options = [f"--jurisdiction={name}" for name in served]
    options += ["--single-jurisdiction"] * (len(served) == 1)
    options += [option for name in tenant.mutants for option in CHECK.get(name, ())]
    key = f"OPEN311_KEY={shlex.quote(tenant.behaviour.key)}"
    posting = "--allow-writes --api-key-env OPEN311_KEY"
    return f"{key} open311 check {url} {posting} {shlex.join(options)}"
