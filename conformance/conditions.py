"""What has to be there for a requirement to apply: its `needs`, and the format itself."""

from __future__ import annotations

from conformance.answers import Answers, Collection
from conformance.documents import Record
from conformance.exchange import Exchange, NotApplicable, Unmet
from conformance.excuses import LISTS, excuse
from conformance.looks import looks_like
from conformance.writes import NOT_ALLOWED
from specs.catalogue import Formats, Requirement


def apply(requirement: Requirement, answers: Answers) -> None:
    """Return when a requirement applies to these answers.

    Raises:
        NotApplicable: It says nothing about this endpoint.
        Unmet: Whether it applies could not be found out, or what it needs was not found.
    """
    if "discovery" not in requirement.id.partition(".")[0]:
        both = requirement.formats is Formats.BOTH
        for view in (answers, *((answers.other("json"),) if both else ())):
            try:
                _served(view)
            except Unmet as unmet:
                if unmet.blocked_by != requirement.id:
                    raise
    for need in requirement.needs:
        if need in NEEDS:
            NEEDS[need](answers)


def main_format(collection: Collection) -> str:
    """Return the format that questions about behaviour are asked in: XML where it is served."""
    chosen = collection.target.formats
    return next((f for f in chosen if offers(Answers(collection, f))), chosen[0])


def offers(answers: Answers) -> bool:
    """Whether some list came with status 200 in this format, well-formed or not."""
    return any(_is(answers.format, e) for e in _lists(answers))


def metadata(service: Record) -> bool:
    """Whether a service says that it has a definition."""
    return service.get("metadata") in (True, "true")


def _lists(answers: Answers) -> list[Exchange]:
    return [e for e in answers.everything() if e.question in LISTS and e.status == 200]


def _is(format: str, exchange: Exchange) -> bool:
    kind = looks_like(exchange)
    if format == "xml":
        return kind == "xml" or (kind == "empty" and "xml" in exchange.media_type())
    labelled = any(word in exchange.media_type() for word in ("json", "javascript"))
    return kind == "json" or (labelled and kind != "html")


def _served(answers: Answers) -> None:
    """Blame the right requirement when a whole format is absent."""
    target = answers.target
    if target.files or offers(answers) or len(target.formats) == 1:
        return
    _not_excused(answers)
    for kind in {"xml", "json"} - {answers.format}:
        if any(looks_like(exchange) == kind for exchange in _lists(answers)):
            said = f"The suffix .{answers.format} brought {kind.upper()}."
            raise Unmet(said, blocked_by="formats.suffix-selects")
    if answers.format == "xml":
        if offers(answers.other("json")):
            raise Unmet("XML is not served.", blocked_by="formats.xml-everywhere")
        return
    if _declares_json(answers):
        raise Unmet(
            "Discovery lists application/json, but JSON is not served.",
            blocked_by="discovery.declared-format-served",
        )
    raise NotApplicable("JSON is not offered; it is optional.")


def _not_excused(answers: Answers) -> None:
    for exchange in answers.everything():
        why = excuse(answers.target, exchange) if exchange.question in LISTS else None
        if why:
            raise why


def _declares_json(answers: Answers) -> bool:
    for format in ("xml", "json"):
        view = answers.other(format)
        try:
            endpoints = view.document("discovery").value
        except Unmet:
            continue
        if "application/json" in str(endpoints):
            return True
    return False


def _definitions(answers: Answers) -> None:
    if answers.target.files or any(e.question == "definitions" for e in answers.everything()):
        return
    for document in answers.readable(answers.of("services")):
        if any(metadata(service) for service in document.records):
            return
    raise NotApplicable("No service says metadata=true, so there is no definition to ask for.")


def _batch(answers: Answers) -> None:
    if answers.target.files:
        return
    services = answers.records("services")
    if not any(service.get("type") == "batch" for service in services):
        raise NotApplicable("No service is of the type batch, so there are no tokens.")


def _multi(answers: Answers) -> None:
    if len(answers.target.jurisdictions) < 2:
        raise NotApplicable(
            "This is about an endpoint that serves several jurisdictions. If this one does,"
            " name them: --jurisdiction A --jurisdiction B."
        )


def _discovery(answers: Answers) -> None:
    if not any(e.question == "discovery" for e in answers.collection.exchanges):
        missing = answers.collection.missing.get(("discovery", answers.format))
        raise missing or Unmet(
            "No discovery document was found beside the endpoint or above it. Give its address"
            " with --discovery URL, or leave this part out with --skip discovery."
        )


def _write(answers: Answers) -> None:
    if answers.target.files or any(e.sent for e in answers.everything()):
        return
    missing = answers.collection.missing
    found = (missing.get(("post-plain", format)) for format in answers.target.formats)
    raise next(filter(None, found), None) or Unmet(NOT_ALLOWED)


NEEDS = {
    "write": _write,
    "discovery": _discovery,
    "definitions": _definitions,
    "batch": _batch,
    "multi": _multi,
}
