"""The report as one HTML file: no scripts, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import jinja2

from conformance.results import Run, Verdict, outcome
from reports import summary
from reports.message import told
from specs.catalogue import Requirement

TEMPLATES = Path(__file__).parent / "templates"
COLUMNS = (Verdict.PASS, Verdict.FAIL, Verdict.NOT_TESTED, Verdict.NOT_APPLICABLE)


def render(run: Run, catalogue: Mapping[str, Requirement]) -> str:
    """Return the report as an HTML document; what the endpoint sent is escaped."""
    judged = summary.by_requirement(run)
    return _template().render(
        run=run,
        catalogue=catalogue,
        summary=summary,
        told=told,
        outcome=outcome(run).value,
        columns=COLUMNS,
        evidence=summary.evidence(run),
        not_tested=summary.reasons(run, Verdict.NOT_TESTED),
        not_applicable=summary.reasons(run, Verdict.NOT_APPLICABLE),
        kit_errors=summary.reasons(run, Verdict.ERROR),
        met=[one for one in judged if one.verdict is Verdict.PASS],
    )


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["shown"] = summary.shown
    return environment.get_template("report.html.jinja")
