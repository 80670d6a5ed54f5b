"""What real clients take for granted when they report: each line that a server can meet."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
import requests
from lxml import etree

from mock_server.handle import MockServer
from tests.client import PLACE, PLAIN, get, newest, post, records

PNG = b"\x89PNG\r\n\x1a\n\x00"


def test_a_post_as_fixmystreet_sends_it(open311_server: MockServer) -> None:
    """Another answer than a 2xx with a plain id makes it send the report again."""
    more = [("first_name", ""), ("last_name", ""), ("deviceid", "1"), ("attribute[easting]", "5")]
    media = [("media_url", "https://a.example/1.jpg"), ("media_url", "https://a.example/2.jpg")]
    form = [("jurisdiction_id", PLACE), *PLAIN.items(), ("description", "Hole"), *more, *media]
    head = {"Content-Type": "application/x-www-form-urlencoded"}
    url = f"{open311_server.url}/requests.xml"
    answer = requests.post(url, data=urlencode(form), headers=head, timeout=20)
    assert answer.status_code == 200
    id = etree.fromstring(answer.content).find("request/service_request_id")
    assert id is not None
    assert id.text
    assert not id.attrib
    assert len(id) == 0


@pytest.mark.parametrize("name", ["media", "photo1", "file_1"])
@pytest.mark.parametrize("format", ["json", "xml"])
def test_a_photo_comes_along_as_multipart(
    open311_server: MockServer, name: str, format: str
) -> None:
    """GeoReporter (Android) and FixMyStreet send one."""
    said = {"description": "Größe: 多い"}
    answer = post(open311_server, format, data=said, files={name: ("x.png", PNG, "image/png")})
    assert answer.status_code == 200
    assert (
        records(get(open311_server, f"requests/{newest(open311_server)}.json"))[0]["description"]
        == said["description"]
    )


def test_an_address_will_do_where_a_jurisdiction_is_named(open311_server: MockServer) -> None:
    """The CUTR client (OneBusAway) sends no coordinates then, and a service_name."""
    data = {"lat": "", "long": "", "address_string": "1 Main St", "service_name": "Pothole"}
    assert records(post(open311_server, data=data))[0]["service_request_id"]


def test_several_values_come_with_brackets(open311_server: MockServer) -> None:
    """GeoReporter sends attribute[code][]."""
    services = records(get(open311_server, "services.json"))
    for code in (s["service_code"] for s in services if s["metadata"]):
        attributes = get(open311_server, f"services/{code}.json").json()["attributes"]
        several = [a for a in attributes if a["datatype"] == "multivaluelist"]
        if several:
            form = {f"attribute[{a['code']}][]": [v["key"] for v in a["values"]] for a in several}
            answer = post(open311_server, data={"service_code": code, **form, **simple(attributes)})
            assert records(answer)
            return
    pytest.fail("No service has a list of several values.")


def simple(attributes: list[dict[str, Any]]) -> dict[str, str]:
    """Return a value for each required attribute that is not a list of several."""
    right = {"string": "x", "text": "x", "number": "1", "datetime": "2026-01-01T00:00:00Z"}
    return {
        f"attribute[{a['code']}]": a["values"][0]["key"] if a["values"] else right[a["datatype"]]
        for a in attributes
        if a["required"] and a["datatype"] != "multivaluelist"
    }


@pytest.mark.parametrize("format", ["json", "xml"])
def test_a_token_leads_to_an_id(open311_server: MockServer, format: str) -> None:
    """FixMyStreet polls it five times."""
    services = records(get(open311_server, "services.json"))
    plain = (s for s in services if not s["metadata"])
    batch = next(s["service_code"] for s in plain if s["type"] == "batch")
    token = records(post(open311_server, data={"service_code": batch}))[0]["token"]
    body = get(open311_server, f"tokens/{token}.{format}").text
    assert token in body
    assert newest(open311_server) in body


@pytest.mark.parametrize(
    ("media", "status"),
    [
        ("https://a.example/1.jpg?size=2", 200),
        ("HTTP://a.example", 200),
        ("", 200),
        ("nope", 400),
        ("/media/1.jpg", 400),
        ("http:///1.jpg", 400),
        ("https://a.example/a b.jpg", 400),
        ("javascript:alert(1)", 400),
    ],
)
def test_a_media_url_is_one_or_is_refused(
    open311_server: MockServer, media: str, status: int
) -> None:
    answer = post(open311_server, data={"media_url": media})
    assert answer.status_code == status
    if status == 400:
        assert "media_url" in answer.json()[0]["description"]
    else:
        assert records(get(open311_server, "requests.json"))[0]["media_url"] == (media or None)


def test_a_refused_post_says_why(open311_server: MockServer) -> None:
    """GeoReporter shows errors[0].description."""
    answer = post(open311_server, data={"service_code": "none"})
    assert answer.status_code == 404
    assert "service_code" in answer.json()[0]["description"]
