"""The command line application and the options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

WRONG_USAGE = 2
INCOMPLETE = 3
KIT_BROKE = 4

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Check an Open311 GeoReport v2 endpoint, or run one to build against.",
    epilog="Exit status: 0 every must that applies is met; 1 a must is broken; 2 wrong usage;"
    " 3 incomplete (not reached, or nothing to observe); 4 the kit itself broke.",
    context_settings={"help_option_names": ["-h", "--help"]},
)

Only = Annotated[
    list[str] | None,
    typer.Option("--only", help="Judge this requirement or part only. Repeatable."),
]
Skip = Annotated[
    list[str] | None,
    typer.Option("--skip", help="Leave this requirement or part out. Repeatable."),
]
Strict = Annotated[bool, typer.Option("--strict", help="A should counts like a must.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only the one sentence.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the run as JSON.")]
