"""Real clients work against the reference as they are: georeport from PyPI, and curl."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator

import georeport  # type: ignore[import-untyped]
import pytest
from lxml import etree

from mock_server.handle import MockServer, serving

PLACE = "springfield.example"
WINDOW = "start_date=2010-05-24T00:00:00Z&end_date=2010-06-24T00:00:00Z"
# The form of the specification's example of POST Service Request, but for key and jurisdiction.
EXAMPLE = (
    f"api_key=demo-key&jurisdiction_id={PLACE}&service_code=006&lat=37.76524078"
    "&long=-122.4212043&address_string=1234+5th+street&email=smit333%40sfgov.edu"
    "&device_id=tt222111&account_id=123456&first_name=john&last_name=smith&phone=111111111"
    "&description=A+large+sinkhole+is+destroying+the+street"
    "&media_url=http%3A%2F%2Ffarm3.static.flickr.com%2F2002%2F2212426634_5ed477a060.jpg"
    "&attribute[WHISPAWN]=123456&attribute[WHISDORN]=COISL001"
)


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    with serving() as one:
        yield one


@pytest.mark.parametrize("format", ["json", "xml"])
def test_georeport_reads_everything(server: MockServer, format: str) -> None:
    client = georeport.GeoReport(server.url, jurisdiction=PLACE, output_format=format)
    services = client.get_service_list()
    assert len(services) == 25
    asking = next(s["service_code"] for s in services if s["metadata"] in (True, "true"))
    definition = client.get_service_definition(asking)
    assert definition["service_code"] == asking
    assert definition["attributes"]
    closed = client.get_service_requests(status="closed")
    assert {found["status"] for found in closed} == {"closed"}
    id = closed[0]["service_request_id"]
    assert client.get_service_request(id)["service_request_id"] == id
    both = [found["service_request_id"] for found in closed[:2]]
    listed = client.get_service_requests(service_request_id=",".join(both))
    assert {found["service_request_id"] for found in listed} == set(both)


def curl(server: MockServer, path: str, *more: str) -> bytes:
    """Return what curl prints of an answer; a 4xx or 5xx fails."""
    program = shutil.which("curl") or pytest.skip("curl is not installed.")
    called = [program, "--silent", "--show-error", "--fail", *more, f"{server.url}/{path}"]
    return subprocess.run(called, capture_output=True, check=True, timeout=20).stdout  # noqa: S603  (curl)


@pytest.mark.parametrize(
    ("path", "root"),
    [
        (f"services.xml?jurisdiction_id={PLACE}", "services"),
        (f"services/001.xml?jurisdiction_id={PLACE}", "service_definition"),
        (f"requests.xml?{WINDOW}&status=open&jurisdiction_id={PLACE}", "service_requests"),
    ],
)
def test_the_specifications_get_examples(server: MockServer, path: str, root: str) -> None:
    assert etree.fromstring(curl(server, path)).tag == root


def test_the_specifications_post_example_can_be_followed(server: MockServer) -> None:
    typed = "Content-Type: application/x-www-form-urlencoded; charset=utf-8"
    answer = curl(server, "requests.xml", "--data", EXAMPLE, "--header", typed)
    id = etree.fromstring(answer).findtext("request/service_request_id")
    shown = json.loads(curl(server, f"requests/{id}.json?jurisdiction_id={PLACE}"))[0]
    assert shown["description"] == "A large sinkhole is destroying the street"
    assert (shown["lat"], shown["long"]) == (37.76524078, -122.4212043)
    assert not {"email", "phone", "first_name", "last_name", "device_id"} & shown.keys()
