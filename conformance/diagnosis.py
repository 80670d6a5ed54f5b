"""What to do about an endpoint that answers nothing that could be judged, in a sentence."""

from __future__ import annotations

from conformance.answers import Answers, Collection
from conformance.exchange import Exchange, Unmet
from conformance.excuses import LISTS, wanted
from conformance.looks import looks_like

REDIRECTS = (301, 302, 303, 307, 308)


def diagnosis(collection: Collection) -> str:
    """Say why neither list shows anything and what to do; empty when one does, or none came.

    Some lists are shown to whoever names a jurisdiction only, which is said in any case.
    """
    asked = [e for e in collection.exchanges if e.question in LISTS]
    barren = [e for e in asked if not _filled(collection, e)]
    if not collection.target.jurisdictions:
        for why in filter(None, (wanted(collection.target, e) for e in barren)):
            return why.reason
    if len(barren) < len(asked):
        return ""
    return next((said for exchange in barren if (said := _advice(exchange))), "")


def _filled(collection: Collection, exchange: Exchange) -> bool:
    try:
        return bool(Answers(collection, exchange.format).read(exchange).records)
    except Unmet:
        return False


def _advice(answer: Exchange) -> str:
    if answer.problem:
        return _unanswered(answer)
    if answer.busy:
        return answer.later().reason
    status = answer.status or 0
    if status == 200:
        return _of_no_use(answer)
    if status in REDIRECTS:
        return (
            f"{answer.url} redirects to {answer.header('location')}, another host, where it was"
            " not followed. If that is the endpoint, check it there."
        )
    if status in (401, 403, 407):
        return (
            f"{answer.url} answered {status}: reading takes a login or a key. GeoReport v2 is read"
            " without; if this endpoint wants a key all the same, see --api-key-env."
        )
    if status >= 500:
        return (
            f"{answer.url} answered {status}: the server itself failed. Its log says why; check it"
            " again when that is mended."
        )
    return _not_found(answer)


def _unanswered(answer: Exchange) -> str:
    if answer.timed_out:
        return "If it is only slow, give it longer with --timeout SECONDS."
    if "certificate" in answer.problem:
        return "Clients refuse it as well: mend the certificate or what is missing of its chain."
    if "redirects" in answer.problem:
        return f"See where it leads with: curl -iL '{answer.url}'"
    return (
        f"Is the address right, and is the server up? Try: curl -i '{answer.url}'. When that shows"
        " a list, check again."
    )


def _of_no_use(answer: Exchange) -> str:
    kind = looks_like(answer)
    if kind == "html":
        return (
            f"{answer.url} brought a web page: this is a login page, or the address of a website"
            f" instead of its interface. {_ADDRESS}"
        )
    if kind == "empty":
        return f"{answer.url} answered 200 with nothing in it. Its log may say why."
    bare = answer.body.strip()
    if kind == answer.format and len(bare) < _SHORT:
        return (
            "The lists are empty, and an empty list shows little. Check an endpoint that has"
            " services and service requests."
        )
    return ""


def _not_found(answer: Exchange) -> str:
    named = answer.asked.get("jurisdiction_id", "")
    other = (
        f'Or does it not know the jurisdiction "{named}"?'
        if named
        else "Or does it serve several jurisdictions? Then name one with --jurisdiction."
    )
    return f"{answer.url} answered {answer.status}: is the address right? {_ADDRESS} {other}"


_ADDRESS = "It is what stands before /services.xml, such as https://api.city.gov/open311/v2."
_SHORT = 200
