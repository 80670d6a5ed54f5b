"""What the admin API tells of the journal: queries, counts, verification, HAR."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import urlencode

from mock_server.admin.routes import TEXT, WHOLE, Call, pattern, route
from mock_server.http import Refused, Request, Response
from mock_server.journal import Entry, Journal
from mock_server.search import Wanted, matching, reason

OWN = ("method", "path", "times", "limit", "after")
URL_ENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
OFTEN = {1: "once", 2: "twice"}


@route("GET", "/journal", method=TEXT, path=TEXT, status=TEXT, limit=WHOLE, after=WHOLE)
def journal(call: Call) -> object:
    """Exchanges by method, path, HTTP status, any argument; "limit" of them, "after" a number."""
    found = matching(call.tenant.journal, _wanted(call))
    after, limit = _number(call, "after", 0), _number(call, "limit", 100)
    newer = [entry for entry in found if entry.number > after]
    shown = newer[:limit] if "after" in call.query else newer[max(0, len(newer) - limit) :]
    told: dict[str, object] = {"count": len(found), "exchanges": [_told(entry) for entry in shown]}
    said = [] if found else [reason(call.tenant.journal, _wanted(call), call.tenant.behaviour)]
    return _with_reason(told, call.tenant.journal, said)


@route("GET", "/journal/verify", method=TEXT, path=TEXT, status=TEXT, times=WHOLE)
def verify(call: Call) -> object:
    """Whether it came as often as "times" says (at least once without); if not, why not.

    Of exchanges that are no longer kept nothing can be said: "reason" tells that there were some.
    """
    wanted = _wanted(call)
    count = len(matching(call.tenant.journal, wanted))
    times = _number(call, "times", -1)
    verified = count == times if times >= 0 else count > 0
    told: dict[str, object] = {"verified": verified, "count": count}
    said = []
    if not verified and not count:
        said.append(reason(call.tenant.journal, wanted, call.tenant.behaviour))
    elif not verified:
        said.append(f"It came {_often(count)}, not {_often(times)}.")
    return _with_reason(told, call.tenant.journal, said)


def _with_reason(told: dict[str, object], journal: Journal, said: list[str]) -> object:
    """Add what there is to say; always that exchanges were dropped, which nothing counts."""
    if journal.count > len(journal):
        said.append(
            f"Only the latest {len(journal)} of {journal.count} exchanges are kept and counted:"
            " DELETE /_mock/journal before what is to be counted."
        )
    return {**told, "reason": " ".join(said)} if said else told


@route("DELETE", "/journal")
def clear_journal(call: Call) -> object:
    """Forget every exchange."""
    call.tenant.journal.clear()
    return {"count": 0}


@route("GET", "/journal.har")
def har(call: Call) -> object:
    """The journal as an HTTP Archive (HAR 1.2); of an argument that came twice in a URL, the last.

    An answer is as it was before a fault changed it on the way; a comment names the fault.
    """
    creator = {"name": "Open311 mock server", "version": "1"}
    entries = [_har(entry) for entry in call.tenant.journal]
    return {"log": {"version": "1.2", "creator": creator, "entries": entries}}


def _wanted(call: Call) -> Wanted:
    """Return what is looked for; a status that is no number is that of GeoReport's own argument."""
    method, path = call.query.get("method", "").upper(), pattern(call.query.get("path", ""))
    arguments = {name: value for name, value in call.query.items() if name not in OWN}
    status = arguments.get("status", "")
    if not status.isdecimal():
        return Wanted(method, path, None, arguments)
    del arguments["status"]
    return Wanted(method, path, _number(call, "status", 0), arguments)


def _number(call: Call, name: str, default: int) -> int:
    text = call.query.get(name)
    if text is None:
        return default
    if not re.fullmatch(r"\d{1,9}", text):
        raise Refused(400, f"{name} is a number from 0 to {10**9 - 1}.")
    return int(text)


def _often(count: int) -> str:
    return OFTEN.get(count, f"{count} times")


def _told(entry: Entry) -> dict[str, object]:
    return {
        "number": entry.number,
        "at": entry.at.isoformat(),
        "method": entry.request.method,
        "path": entry.request.path,
        "query": dict(entry.request.query),
        "form": entry.request.form,
        "status": entry.response.status,
        "fault": entry.fault,
        "size": len(entry.response.body),
        "body": entry.response.body[:2000].decode("utf-8", "replace"),
    }


def _har(entry: Entry) -> dict[str, object]:
    request, response = entry.request, entry.response
    url = f"{request.origin}{request.path}"
    query = [{"name": name, "value": value} for name, value in request.query.items()]
    told: dict[str, object] = {
        "method": request.method,
        "url": url + ("?" + urlencode(request.query) if request.query else ""),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(request.headers),
        "queryString": query,
        "headersSize": -1,
        "bodySize": -1,
    }
    if request.sent:
        told["postData"] = _posted(request)
    answer = {
        "status": response.status,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(response.headers),
        "content": _content(response),
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": len(response.body),
    }
    times = {"send": 0, "wait": 0, "receive": 0}
    started = entry.at.isoformat()
    comment = {"comment": f"Fault: {entry.fault}"} if entry.fault else {}
    return {
        "startedDateTime": started,
        "time": 0,
        "request": told,
        "response": answer,
        "cache": {},
        "timings": times,
        **comment,
    }


def _posted(request: Request) -> dict[str, object]:
    """Return a body by what its sender calls it: the fields of a form, or else the text."""
    media = request.headers.get("content-type", URL_ENCODED)
    told: dict[str, object] = {"mimeType": media}
    kind = media.partition(";")[0].strip().lower()
    if kind in (URL_ENCODED, MULTIPART):
        told["params"] = [{"name": name, "value": value} for name, value in request.form]
    if kind != MULTIPART:  # of which only its texts were kept
        told["text"] = request.sent
    return told


def _content(response: Response) -> dict[str, object]:
    told = {"size": len(response.body), "mimeType": response.headers.get("Content-Type", "")}
    try:
        return {**told, "text": response.body.decode()}
    except UnicodeDecodeError:
        return {**told, "text": b64encode(response.body).decode(), "encoding": "base64"}


def _pairs(headers: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers.items()]
