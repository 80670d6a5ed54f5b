"""Our OpenAPI document, made to fit one endpoint: what it serves, and what may be sent there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from conformance.forms import LONGEST, Attribute, Template, described
from specs.openapi import document

Schema = dict[str, Any]

HOST = "http://endpoint.invalid"  # nobody asks it: what is drawn for it is sent to the endpoint
MEDIA = "https://www.example.org/conformance-test.jpg"  # an endpoint may fetch what it is told
ROOM = LONGEST + 1 - len(described("o311" + 10 * "a", "x"))  # for what follows the note
FORM = "NewServiceRequest"
CORE = ("jurisdiction_id", "service_code", "lat", "long", "description")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an endpoint before it is fuzzed.

    Attributes:
        formats: "xml", "json" or both.
        jurisdictions: The jurisdiction_ids that the user named.
        codes: Codes of its services.
        defined: Codes of services that have a definition.
        ids: Ids of its service requests.
    """

    formats: tuple[str, ...]
    jurisdictions: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    defined: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


def reading(known: Known) -> dict[str, Schema]:
    """Return a document for each operation that reads, by its path, the smallest first."""
    whole = _whole(known)
    parameters = whole["components"]["parameters"]
    examples = {
        "path_service_code": known.defined,
        "path_service_request_id": known.ids,
        "service_code": [[code] for code in known.codes[:2]],
        "service_request_id": [[id] for id in known.ids],
    }
    for name, values in examples.items():
        if values:
            parameters[name]["schema"]["examples"] = list(values)
    for parameter in parameters.values():
        if parameter["in"] == "path":  # where no slash gets in anyway; patterns take long to draw
            del parameter["schema"]["pattern"]
    found = _each(whole, known.formats, "get")
    return dict(sorted(found.items(), key=lambda one: len(_parameters(one[1]))))


def posting(known: Known, form: Schema) -> dict[str, Schema]:
    """Return a document for each operation that posts a form, by its path."""
    whole = _whole(known)
    whole["components"]["schemas"][FORM] = form
    return _each(whole, known.formats, "post")


def whole_form(known: Known, template: Template) -> Schema:
    """Return the form of a POST to one service; the key and the note are added when it is sent."""
    made: Schema = _whole(known)["components"]["schemas"][FORM]
    del made["patternProperties"], made["properties"]["api_key"]
    made["required"].remove("api_key")
    made["required"] += [one.name for one in template.attributes if one.required]
    fields = made["properties"]
    fields["service_code"] = {"enum": [template.service_code]}
    fields["media_url"] = {"enum": [MEDIA]}
    fields["description"]["maxLength"] = ROOM
    fields |= {one.name: _values(one) for one in template.attributes if one.fillable}
    return made


def core_form(whole: Schema, template: Template) -> Schema:
    """Return the form with one location and what has to be there: whatever is wrong is alone."""
    needed = [one.name for one in template.attributes if one.required or one.keys]
    place = ["lat", "long"] if template.lat else ["address_string"]
    return {
        "type": "object",
        "required": [*whole["required"], *place],
        "properties": {
            name: schema
            for name, schema in whole["properties"].items()
            if name in (*CORE, *place, *needed)
        },
        "additionalProperties": False,
    }


def _whole(known: Known) -> Schema:
    """Return the published document, to be changed; jurisdictions that were named are needed."""
    whole: Schema = json.loads(json.dumps(document(HOST, HOST)))
    if known.jurisdictions:
        only = {"enum": list(known.jurisdictions)}
        whole["components"]["parameters"]["jurisdiction_id"] |= {"required": True, "schema": only}
        form = whole["components"]["schemas"][FORM]
        form["properties"]["jurisdiction_id"] = only
        form["required"].append("jurisdiction_id")
    return whole


def _each(whole: Schema, formats: tuple[str, ...], verb: str) -> dict[str, Schema]:
    """Return the document cut to each operation of a verb."""
    return {
        path: whole | {"paths": {path: {verb: item[verb]}}}
        for path, item in whole["paths"].items()
        if verb in item and path.endswith(formats) and not path.startswith("/discovery")
    }


def _parameters(one: Schema) -> list[Schema]:
    (item,) = one["paths"].values()
    parameters: list[Schema] = item["get"]["parameters"]
    return parameters


def _values(attribute: Attribute) -> Schema:
    """Return what may be given for an attribute."""
    match attribute.datatype:
        case "multivaluelist":
            return {"type": "array", "items": {"enum": list(attribute.keys)}}
        case "singlevaluelist":
            return {"enum": list(attribute.keys)}
        case "number":
            return {"type": "number"}
        case "datetime":
            return {"type": "string", "format": "date-time"}
    needed: Schema = {"pattern": "\\S"} if attribute.required else {}
    return {"type": "string", "maxLength": 200, **needed}
