"""`open311 requirements`: what is judged, and by which sentence."""

from __future__ import annotations

import json as jsonlib
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from conformance.cli.app import app

if TYPE_CHECKING:
    from specs.catalogue import Requirement


@app.command()
def requirements(
    names: Annotated[
        list[str] | None, typer.Argument(help="Ids or parts; all of them without.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
) -> None:
    """List the requirements, or explain one in full.

    Examples:

    open311 requirements

    open311 requirements requests

    open311 requirements services.code-unique
    """
    from conformance import choose
    from conformance.cli import output
    from specs.catalogue import load

    try:
        chosen = _named(names or [])
    except choose.Usage as usage:
        output.wrong(str(usage))
    if json:
        sys.stdout.write(jsonlib.dumps([asdict(r) for r in chosen], indent=1) + "\n")
    elif len(chosen) == 1 and names and names[0] in load():
        sys.stdout.write(_whole(chosen[0]))
    else:
        for requirement in chosen:
            untested = "  (not tested yet)" if requirement.not_tested else ""
            sys.stdout.write(f"{requirement.level:9} {requirement.id}{untested}\n")
            sys.stdout.write(_wrapped("", requirement.statement, 10))
        sys.stdout.write(_count(chosen))


def _named(names: list[str]) -> list[Requirement]:
    from conformance.choose import Usage, choose
    from specs.catalogue import load

    catalogue = load()
    exact = [catalogue[name] for name in names if name in catalogue]
    if exact and len(exact) == len(names):
        return exact
    if not names:
        return list(catalogue.values())
    try:
        return choose(catalogue, names, ())
    except Usage:
        found = [r for r in catalogue.values() if r.part in names or r.id in names]
        if not found:
            raise
        return found


def _count(chosen: list[Requirement]) -> str:
    untested = sum(bool(requirement.not_tested) for requirement in chosen)
    return f"\n{len(chosen)} requirements, {len(chosen) - untested} of them judged by this kit.\n"


def _whole(requirement: Requirement) -> str:
    import conformance.checks  # noqa: F401  (registers every check)
    from conformance.clauses import requirements_with_clauses
    from conformance.registry import CHECKS
    from mock_server.mutants import MUTANTS

    check = CHECKS.get(requirement.id)
    code = check.run.__code__ if check else None
    schemas = sorted(requirements_with_clauses().get(requirement.id, ()))
    breakers = sorted(name for name, m in MUTANTS.items() if m.breaks == {requirement.id})
    rows = [
        ("Level", f"{requirement.level} ({requirement.basis})"),
        ("Says", requirement.statement),
        ("Where", requirement.url),
        ("Judged", requirement.judge),
        ("Decided", requirement.interpretation),
        ("To fix", requirement.fix),
        *zip(("Clients", *[""] * len(requirement.clients)), requirement.clients, strict=False),
        ("Not tested", requirement.not_tested),
        ("Schema", ", ".join(f"specs/schemas/{name}.schema.json" for name in schemas)),
        ("Check", f"{check.run.__module__}:{code.co_firstlineno}" if check and code else ""),
        ("See it fail", "; ".join(f"open311 mock --mutant {name}" for name in breakers)),
    ]
    return f"{requirement.id}\n\n" + "".join(
        _wrapped(name, text, 12) for name, text in rows if text
    )


def _wrapped(label: str, text: str, indent: int) -> str:
    import textwrap

    lines = textwrap.wrap(
        text,
        96,
        initial_indent=label.ljust(indent),
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines) + "\n"
