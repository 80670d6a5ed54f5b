"""The options of `open311 check`, by panel of its help."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

ASKING = "What to ask with"
WRITING = "Creating service requests"
CONNECTION = "How to ask"


class Format(StrEnum):
    """Which answers to judge."""

    XML = "xml"
    JSON = "json"
    BOTH = "both"


Url = Annotated[str, typer.Argument(help="The endpoint's URL, up to and with /v2.")]
Jurisdiction = Annotated[
    list[str] | None,
    typer.Option(help="jurisdiction_id to ask for; name each that the endpoint serves."),
]
SingleJurisdiction = Annotated[
    bool,
    typer.Option("--single-jurisdiction", help="It serves one only: must work without."),
]
ApiKeyEnv = Annotated[str, typer.Option(help="Environment variable that holds the api_key.")]
Formats = Annotated[Format, typer.Option(help="Which answers to judge.")]
Discovery = Annotated[
    str, typer.Option(help="URL of the discovery document, if it stands elsewhere.")
]
Out = Annotated[Path, typer.Option(help="Folder for the report.")]
Plan = Annotated[bool, typer.Option("--plan", help="Print what would be asked; ask nothing.")]
Resume = Annotated[
    Path | None,
    typer.Option(
        help="Go on with the run of this folder, which was cut off: posts nothing twice.",
        metavar="DIR",
    ),
]

Timeout = Annotated[
    float,
    typer.Option(min=0.1, help="Seconds for one answer.", rich_help_panel=CONNECTION),
]
Rate = Annotated[
    float,
    typer.Option(
        min=0,
        help="Requests a second; this machine itself has no limit.",
        rich_help_panel=CONNECTION,
    ),
]
MaxRequests = Annotated[
    int, typer.Option(min=1, help="Most requests in the run.", rich_help_panel=CONNECTION)
]

Definitions = Annotated[
    int, typer.Option(min=1, help="Service definitions to sample.", rich_help_panel=ASKING)
]
Examples = Annotated[
    int,
    typer.Option(
        min=0,
        help="Requests that each search draws with the seed; 0 draws none.",
        rich_help_panel=ASKING,
    ),
]
ServiceCode = Annotated[
    list[str] | None,
    typer.Option(help="Ask and post with this service_code. Repeatable.", rich_help_panel=ASKING),
]
RequestId = Annotated[
    list[str] | None,
    typer.Option(help="Ask with this service_request_id. Repeatable.", rich_help_panel=ASKING),
]
Seed = Annotated[
    int,
    typer.Option(help="Decides what is drawn; 0 takes a new one.", rich_help_panel=ASKING),
]

AllowWrites = Annotated[
    bool,
    typer.Option(
        "--allow-writes",
        help="Also POST, to this machine itself or to what discovery calls a test endpoint.",
        rich_help_panel=WRITING,
    ),
]
ProductionToo = Annotated[
    bool,
    typer.Option(
        "--production-too",
        help="POST to any endpoint: its operator has agreed.",
        rich_help_panel=WRITING,
    ),
]
FuzzProductionToo = Annotated[
    bool,
    typer.Option("--production-too", help="Fuzz any endpoint: its operator has agreed."),
]
WriteBudget = Annotated[
    int,
    typer.Option(min=1, help="Service requests it may create.", rich_help_panel=WRITING),
]
RefusalBudget = Annotated[
    int,
    typer.Option(min=0, help="POSTs to be refused it may send.", rich_help_panel=WRITING),
]
Location = Annotated[
    str,
    typer.Option(
        help="Where new service requests are said to be, in decimal degrees.",
        metavar="LAT,LONG",
        rich_help_panel=WRITING,
    ),
]
Address = Annotated[
    str, typer.Option(help="Their address_string.", rich_help_panel=WRITING, metavar="TEXT")
]
AddressId = Annotated[
    str,
    typer.Option(help="An address_id that it knows.", rich_help_panel=WRITING, metavar="ID"),
]
Wait = Annotated[
    float,
    typer.Option(
        min=0,
        help="Seconds to wait for new service requests to show up.",
        rich_help_panel=WRITING,
    ),
]
