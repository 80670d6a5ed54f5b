"""Show runs. Imports the result model and the catalogue, nothing else of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from conformance.results import Run
from specs.catalogue import Requirement

Renderer = Callable[[Run, Mapping[str, Requirement]], str]


def _text(run: Run, catalogue: Mapping[str, Requirement]) -> str:
    from reports import text

    return text.render(run, catalogue)


def _markdown(run: Run, catalogue: Mapping[str, Requirement]) -> str:
    from reports import markdown

    return markdown.render(run, catalogue)


def _html(run: Run, catalogue: Mapping[str, Requirement]) -> str:
    from reports import html

    return html.render(run, catalogue)


def _junit(run: Run, catalogue: Mapping[str, Requirement]) -> str:
    from reports import junit

    return junit.render(run, catalogue)


def _message(run: Run, catalogue: Mapping[str, Requirement]) -> str:
    from reports import message

    return message.render(run, catalogue)


# Each imports what it needs only when it is used: the command has to start at once.
RENDERERS: dict[str, Renderer] = {
    "text": _text,
    "markdown": _markdown,
    "html": _html,
    "junit": _junit,
    "message": _message,
}
