"""Whatever a client sends, the mock server answers with a 4xx in time, and loses nothing."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Iterator

import pytest
from aiohttp.compression_utils import ZLibDecompressor

from mock_server.background import background
from mock_server.bodies import LARGEST_BODY, LARGEST_UPLOAD, MOST_FIELDS
from mock_server.jurisdictions import City
from mock_server.records import Record
from mock_server.reference import Reference
from mock_server.settings import Settings
from mock_server.tenants import Tenants
from tests.raw import BASE, GIVEN, PHOTO, POST, multipart, request, send, status


def reference() -> Reference:
    return Reference(requests=5, jurisdictions=("springfield.example",))


@pytest.fixture
def url() -> Iterator[str]:
    with background(reference()) as url:
        yield url


FIELD = b'Content-Disposition: form-data; name="description"'
BOMB = gzip.compress(b"x" * 2**26)
CASES = {
    "a body over the limit": request(POST, "POST", b"description=" + b"x" * LARGEST_BODY),
    "too many fields": request(POST, "POST", b"&".join([b"a=b"] * (MOST_FIELDS + 1))),
    "a body that is not UTF-8": request(POST, "POST", b"description=\xff\xfe"),
    "half an escape": request(POST, "POST", b"%=%&%zz=%f"),
    "a NUL in a value": request(POST, "POST", b"api_key=demo-key&service_code=%00001"),
    "a number of another script": request(POST, "POST", f"{GIVEN}&lat=4_2&long=٤".encode()),
    "a little gzip that is large": request(POST, "POST", BOMB, more="Content-Encoding: gzip\r\n"),
    "gzip that is cut off": request(
        POST, "POST", gzip.compress(GIVEN.encode())[:-9], more="Content-Encoding: gzip\r\n"
    ),
    "a packing unheard of": request(POST, "POST", b"a=b", more="Content-Encoding: br\r\n"),
    "a Host of no letters": request(f"{BASE}/services.json").replace(b"Host: x", b"Host: \xff"),
    "half a character for the admin": request(
        "/_mock/faults", "POST", b'{"fault": "latency:1", "path": "\\ud800"}'
    ).replace(b"Host: x", b"Host: localhost"),
    "an attribute without a code": request(POST, "POST", b"attribute[=1&attribute[][]=2"),
    "no body": request(POST, "POST"),
    "gzip that is none": request(POST, "POST", b"a=b", more="Content-Encoding: gzip\r\n"),
    "gzip that is none, for the admin": request(
        "/_mock/reset", "POST", b"a=b", more="Content-Encoding: gzip\r\n"
    ).replace(b"Host: x", b"Host: localhost"),
    "a part of an encoding unheard of": multipart(
        FIELD + b"\r\nContent-Transfer-Encoding: klingon"
    ),
    "a part of a charset unheard of": multipart(
        FIELD + b"\r\nContent-Type: text/plain;charset=hex"
    ),
    "a part that names the charset of the others": multipart(
        b'Content-Disposition: form-data; name="_charset_"', b"klingon"
    ),
    "a part's header without end": multipart(FIELD + b"\r\nX: " + b"x" * 100_000),
    "a part without a name": multipart(b"Content-Disposition: form-data"),
    "a text over the limit": multipart(FIELD, b"x" * (LARGEST_BODY + 1)),
    "a photo over the limit": multipart(PHOTO, b"x" * LARGEST_UPLOAD),
    "JSON instead of a form": request(POST, "POST", b'{"a": 1}', b"application/json"),
    "a path that climbs": request(f"{BASE}/../../etc/passwd"),
    "a path that climbs, escaped": request(f"{BASE}/%2e%2e/%2e%2e/etc/passwd.xml"),
    "a NUL in a path": request(f"{BASE}/requests/%00.xml"),
    "a lone surrogate in a path": request(f"{BASE}/requests/%ed%a0%80.json"),
    "a very long id": request(f"{BASE}/requests/{'x' * 6000}.json"),
    "a date beyond calendars": request(f"{BASE}/requests.json?start_date=99999-01-01T00:00:00Z"),
    "a method that there is not": request(f"{BASE}/services.xml", "BREW"),
    "a flood of headers": f"GET {BASE}/services.xml HTTP/1.1\r\nHost: x\r\n".encode()
    + b"".join(b"X-%d: y\r\n" % n for n in range(20_000))
    + b"\r\n",
    "a fault in no charset": request(f"{BASE}/services.json", more="Prefer: fault=charset:hex\r\n"),
    "half an address as Host": request("/_mock").replace(b"Host: x", b"Host: [::1"),
    "half an address as Origin": request("/_mock", more="Origin: http://[\r\n").replace(
        b"Host: x", b"Host: localhost"
    ),
    "no HTTP at all": b"\x16\x03\x01\x02\x00hello\r\n\r\n",
    "another tenant's way in": request("/t/..%2f../open311/v2/services.xml"),
    "a tenant with a bad name": request(f"/t/{'x' * 100}/open311/v2/services.xml"),
}


@pytest.mark.parametrize("name", CASES)
def test_it_is_refused_and_the_next_is_served(
    url: str, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert 400 <= status(asyncio.run(send(url, CASES[name]))) < 500
    served = asyncio.run(send(url, request(f"{BASE}/requests.json")))
    assert status(served) == 200
    assert json.loads(served.partition(b"\r\n\r\n")[2])
    assert not caplog.records


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a body over the limit", 413), ("too many fields", 400), ("a body that is not UTF-8", 400)],
)
def test_what_can_be_no_form_is_in_the_journal(name: str, expected: int) -> None:
    with background(tenants := Tenants(Settings(), behaviour=reference())) as url:
        assert status(asyncio.run(send(url, CASES[name]))) == expected
        assert [entry.response.status for entry in tenants.root.journal] == [expected]


@pytest.mark.parametrize("letters", [9_000, 60_000])
def test_a_long_url_gets_an_errors_document(url: str, letters: int) -> None:
    answer = asyncio.run(send(url, request(f"{BASE}/services/{'x' * letters}.json")))
    assert status(answer) == 404
    assert json.loads(answer.partition(b"\r\n\r\n")[2])[0]["code"] == 404


def test_a_url_without_end_is_refused_all_the_same(url: str) -> None:
    assert status(asyncio.run(send(url, request(f"{BASE}/services.json?x={'x' * 2**17}")))) == 400


def test_many_arguments_and_odd_ones_are_left_aside(url: str) -> None:
    query = "&".join(f"x{n}=%F0%9F%98%80" for n in range(300))
    assert status(asyncio.run(send(url, request(f"{BASE}/services.json?{query}&%00=1")))) == 200


def test_a_photo_may_be_larger_than_a_text(url: str) -> None:
    answer = asyncio.run(send(url, multipart(PHOTO, b"\xff\r\n" * 2**20)))
    assert status(answer) == 200, answer


def test_what_nobody_reads_is_not_unpacked(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def unpack(self: ZLibDecompressor, data: bytes, max_length: int = 0) -> bytes:
        unpacked.append(len(data))
        return b""

    unpacked: list[int] = []
    monkeypatch.setattr(ZLibDecompressor, "decompress_sync", unpack)
    raw = request(f"{BASE}/services.json", "GET", BOMB, more="Content-Encoding: gzip\r\n")
    assert status(asyncio.run(send(url, raw))) == 200
    assert unpacked == []


def test_bytes_of_a_header_can_be_exported() -> None:
    with background(tenants := Tenants(Settings(), behaviour=reference())) as url:
        asyncio.run(
            send(url, request(f"{BASE}/services.json").replace(b"x\r\n", b"x\r\nX: \xff\r\n", 1))
        )
        assert "\udcff" in next(iter(tenants.root.journal)).request.headers["x"]
        har = request("/_mock/journal.har").replace(b"Host: x", b"Host: localhost")
        answer = asyncio.run(send(url, har))
        assert status(answer) == 200
        json.loads(answer.partition(b"\r\n\r\n")[2])


def test_a_fault_on_the_way_gives_a_head_no_body(url: str) -> None:
    raw = request(f"{BASE}/services.json", "HEAD", more="Prefer: fault=dribble:1000000\r\n")
    assert asyncio.run(send(url, raw)).endswith(b"\r\n\r\n")


def test_a_crash_is_answered_and_told_once_of_each_kind(capsys: pytest.CaptureFixture[str]) -> None:
    class Broken(Reference):
        def service_list(self, place: City) -> list[Record]:
            raise KeyError("no such thing")

    with background(Broken(requests=5, jurisdictions=("springfield.example",))) as url:
        answers = [asyncio.run(send(url, request(f"{BASE}/services.json"))) for _ in range(2)]
    for answer in answers:
        assert status(answer) == 500
        assert json.loads(answer.partition(b"\r\n\r\n")[2])[0]["code"] == 500
    assert capsys.readouterr().err.count("KeyError: 'no such thing'") == 1


def test_a_posted_description_with_anything_in_it_comes_back_well_formed(url: str) -> None:
    form = (
        b"api_key=demo-key&service_code=006&lat=42.1&long=-72.6&description="
        b"%00%01%1b]]>%3C/description%3E%EF%BF%BF%F0%9F%98%80"
    )
    assert status(asyncio.run(send(url, request(POST, "POST", form)))) == 200
    from lxml import etree

    listed = asyncio.run(send(url, request(f"{BASE}/requests.xml")))
    etree.fromstring(listed.partition(b"\r\n\r\n")[2])
