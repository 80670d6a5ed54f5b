"""What real clients take for granted when they read: each line that a server can meet.

The clients are named where one of them breaks; the requirements name them as well (`clients`).
"""

from __future__ import annotations

from urllib.parse import quote

import pytest
from lxml import etree

from conformance.dates import instant
from mock_server.handle import MockServer
from tests.client import asking, get, newest, records


@pytest.mark.parametrize(
    ("path", "root", "item"),
    [
        ("services.xml", "services", "service"),
        ("services/{code}.xml", "service_definition", "attributes"),
        ("requests.xml", "service_requests", "request"),
        ("requests/{id}.xml", "service_requests", "request"),
        ("services/none.xml", "errors", "error"),
    ],
)
def test_roots_and_items_are_named_exactly_and_without_prefix(
    open311_server: MockServer, path: str, root: str, item: str
) -> None:
    """GeoReporter (Android) requires the root; FixMyStreet and the ruby gem the items."""
    answer = get(
        open311_server, path.format(code=asking(open311_server), id=newest(open311_server))
    )
    tree = etree.fromstring(answer.content)
    assert tree.tag == root
    assert item in {child.tag for child in tree}


@pytest.mark.parametrize("path", ["services/none", "requests/none", "tokens/none", "nothing"])
def test_errors_come_as_a_list_in_the_format_that_was_asked_for(
    open311_server: MockServer, path: str
) -> None:
    """three parses every body below 500; Boston reads [0].description; r311 looks at the type."""
    answer = get(open311_server, f"{path}.json")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json()[0]["description"]
    error = etree.fromstring(get(open311_server, f"{path}.xml").content)[0]
    assert error.findtext("code") == "404"
    assert error.findtext("description")


def test_nothing_below_the_endpoint_is_a_web_page(open311_server: MockServer) -> None:
    for path in ("services", "services.html", "x/y.json", "requests.php", "..%2fservices.json"):
        answer = get(open311_server, path)
        assert answer.status_code == 404
        assert "html" not in answer.headers["content-type"]


@pytest.mark.parametrize("path", ["/services.json", "/requests.json", "/services//006.json"])
def test_two_slashes_are_as_good_as_one(open311_server: MockServer, path: str) -> None:
    """FixMyStreet, three and wp-open311 add a path to an endpoint that ends in a slash."""
    assert get(open311_server, path).status_code in (200, 404)
    assert (
        get(open311_server, path).content
        == get(open311_server, path.replace("//", "/")[1:]).content
    )


def test_ids_are_texts_that_fit_into_a_path(open311_server: MockServer) -> None:
    """FixMyStreet does not escape codes; GeoReporter (iOS) crashes on a number."""
    services = [s["service_code"] for s in records(get(open311_server, "services.json"))]
    listed = [r["service_request_id"] for r in records(get(open311_server, "requests.json"))]
    for id in (*services, *listed):
        assert isinstance(id, str)
        assert id
        assert quote(id, safe="") == id


def test_every_service_has_what_lists_of_services_are_made_of(open311_server: MockServer) -> None:
    """FixMyStreet skips a service without a code; others show name, group and type."""
    for service in records(get(open311_server, "services.json")):
        assert service["service_code"]
        assert service["service_name"].strip() == service["service_name"] != ""
        assert isinstance(service["metadata"], bool)
        assert service["type"] in ("realtime", "batch", "blackbox")
        assert isinstance(service["group"], str)


def test_order_is_a_whole_number(open311_server: MockServer) -> None:
    """GeoReporter (Android) parses it without a guard, FixMyStreet sorts by it."""
    definition = get(open311_server, f"services/{asking(open311_server)}.json").json()
    tree = etree.fromstring(get(open311_server, f"services/{asking(open311_server)}.xml").content)
    orders = [int(each["order"]) for each in definition["attributes"]]
    assert len(set(orders)) == len(orders) > 0
    assert orders == [int(text) for text in tree.xpath("//order/text()")]


def test_times_are_strict_and_have_a_zone(open311_server: MockServer) -> None:
    """FixMyStreet skips what it can't read; the ruby gem reads ISO 8601 strictly."""
    for record in records(get(open311_server, "requests.json")):
        assert instant(record["requested_datetime"])
        assert record["updated_datetime"] is None or instant(record["updated_datetime"])


def test_one_service_request_is_a_list_of_one(open311_server: MockServer) -> None:
    """wp-open311 counts it, srtracker takes the first."""
    id = newest(open311_server)
    assert [
        r["service_request_id"] for r in records(get(open311_server, f"requests/{id}.json"))
    ] == [id]


def test_no_service_requests_are_an_empty_list(open311_server: MockServer) -> None:
    """A client loops over it."""
    long_ago = {"start_date": "1990-01-01T00:00:00Z", "end_date": "1990-01-02T00:00:00Z"}
    assert records(get(open311_server, "requests.json", **long_ago)) == []
    assert len(etree.fromstring(get(open311_server, "requests.xml", **long_ago).content)) == 0


@pytest.mark.parametrize("path", ["services.json", "requests.json"])
@pytest.mark.parametrize(
    "extra",
    [
        {"lat": "42.1", "long": "-72.6"},  # OneBusAway asks whether a place is covered
        {"extensions": "true", "legacy": "false", "page_size": "10", "page": "1"},  # srtracker
        {"api_key": ""},  # three
        {"api_key": "some-key"},  # Boston
        {"agency_responsible": "NPS"},  # wp-open311
        {"service_code": ""},  # srtracker
        {"status": "", "start_date": "", "end_date": ""},
    ],
)
def test_unknown_and_empty_arguments_change_nothing(
    open311_server: MockServer, path: str, extra: dict[str, str]
) -> None:
    assert get(open311_server, path, **extra).content == get(open311_server, path).content


def test_several_are_looked_up_at_once(open311_server: MockServer) -> None:
    """Boston and georeport ask for a list of ids."""
    ids = [r["service_request_id"] for r in records(get(open311_server, "requests.json"))[:3]]
    found = records(get(open311_server, "requests.json", service_request_id=",".join(ids)))
    assert [r["service_request_id"] for r in found] == ids


def test_discovery_is_found_beside_the_methods_too(open311_server: MockServer) -> None:
    """three looks for it there."""
    assert get(open311_server, "discovery.json").json()["endpoints"]
