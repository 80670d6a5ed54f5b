"""`open311 snapshot`: save and restore the data of a mock server that runs."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

import typer

from conformance.cli.app import app


class Action(StrEnum):
    """What to do with a snapshot."""

    SAVE = "save"
    LIST = "list"
    RESTORE = "restore"
    RESET = "reset"


CALLS = {
    Action.SAVE: ("PUT", "/snapshots/{}"),
    Action.LIST: ("GET", "/snapshots"),
    Action.RESTORE: ("POST", "/snapshots/{}/restore"),
    Action.RESET: ("POST", "/reset"),
}


@app.command()
def snapshot(
    action: Annotated[Action, typer.Argument(help="What to do.")],
    name: Annotated[str, typer.Argument(help="The snapshot's name, to save or restore.")] = "",
    server: Annotated[
        str, typer.Option(help="Where the mock server runs; /t/NAME for a tenant.")
    ] = "http://127.0.0.1:8311",
    token: Annotated[
        str, typer.Option(envvar="OPEN311_MOCK_ADMIN_TOKEN", help="Its admin token, if it has one.")
    ] = "",
) -> None:
    """Save, list or restore the data of a mock server that runs, or reset it.

    Examples:

    open311 snapshot save before-the-demo

    open311 snapshot restore before-the-demo

    open311 snapshot reset --server http://127.0.0.1:8311/t/my-test
    """
    from conformance.cli import output

    method, path = CALLS[action]
    if "{}" in path and not name:
        output.wrong(f"Which one? open311 snapshot {action} NAME")
    url = f"{server.rstrip('/')}/_mock{path.format(quote(name, safe=''))}"
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if not url.startswith(("http://", "https://")):
        output.wrong(f"{server} is not an http or https URL.")
    asked = urllib.request.Request(url, method=method, headers=headers)  # noqa: S310
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
            typer.echo(answer.read().decode("utf-8").rstrip())
    except urllib.error.HTTPError as refused:
        output.wrong(_why(refused))
    except (urllib.error.URLError, TimeoutError) as problem:
        output.wrong(f"No mock server answers at {server}: {problem}. Start one: open311 mock")


def _why(refused: urllib.error.HTTPError) -> str:
    """Return what the admin API complains of; what else answered is no mock server's root."""
    if refused.code == HTTPStatus.UNAUTHORIZED:
        return "Its admin API needs the token that it printed when it started: --token TOKEN."
    try:
        return str(json.loads(refused.read())["error"])
    except (ValueError, KeyError, TypeError):
        return (
            f"{refused.url} answered {refused.code}. --server is where the mock server runs, such"
            " as http://127.0.0.1:8311, without a path but /t/NAME."
        )
