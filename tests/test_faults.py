"""Faults are written one way, asked for in three, and do exactly what they say."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree
from multidict import CIMultiDict

from mock_server.faults import Fault, parse
from mock_server.http import Request, Response
from mock_server.profiles import PROFILES
from mock_server.rules import Rule, Rules
from mock_server.settings import Settings
from mock_server.tenants import Tenant

NOW = datetime(2026, 7, 1, tzinfo=UTC)
CITY = ("springfield.example",)
LIST = "/open311/v2/requests.json"
FORM = (("api_key", "demo-key"), ("service_code", "006"), ("lat", "42.1"), ("long", "-72.6"))
NO_CHARSETS = [
    f"charset:{n}" for n in ("klingon", "hex", "base64", "zlib", "rot13", "undefined", "idna")
]


@pytest.fixture
def tenant() -> Tenant:
    return Tenant("", Settings(requests=5, jurisdictions=CITY))


def ask(tenant: Tenant, path: str = LIST, fault: str = "", **query: str) -> Response:
    headers = {"prefer": f"fault={fault}"} if fault else {}
    return tenant.respond(Request("GET", path, query, headers=headers))[0]


def post(tenant: Tenant, **more: str) -> Response:
    form = tuple((dict(FORM) | more).items())
    return tenant.respond(Request("POST", LIST, form=form))[0]


def count(tenant: Tenant) -> int:
    return tenant.behaviour.store.cities[CITY[0]].count


@pytest.mark.parametrize(
    "text",
    ["explode", "status:999", "latency:soon", "busy:\N{ARABIC-INDIC DIGIT THREE}", *NO_CHARSETS],
)
def test_a_fault_that_there_is_not_is_told(tenant: Tenant, text: str) -> None:
    with pytest.raises(ValueError, match=r"fault|charset"):
        parse(text)
    assert ask(tenant, fault=text).status == 400


def test_a_status_comes_with_a_right_or_a_wrong_body(tenant: Tenant) -> None:
    right = ask(tenant, fault="status:503")
    assert (right.status, json.loads(right.body)[0]["code"]) == (503, 503)
    page = ask(tenant, fault="status:502:html")
    assert page.headers["Content-Type"] == "text/html"
    assert ask(tenant, fault="status:500:empty").body == b""


def test_busy_says_when_to_come_back(tenant: Tenant) -> None:
    response = ask(tenant, fault="busy:7")
    assert (response.status, response.headers["Retry-After"]) == (429, "7")


def test_malformed_bodies_are_taken_by_no_parser(tenant: Tenant) -> None:
    with pytest.raises(json.JSONDecodeError):
        json.loads(ask(tenant, fault="malformed").body)
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(ask(tenant, LIST.replace("json", "xml"), "malformed").body)


def test_content_type_and_charset_lie(tenant: Tenant) -> None:
    assert ask(tenant, fault="content-type:text/plain").headers["Content-Type"] == "text/plain"
    media = "application/xhtml+xml"
    assert ask(tenant, fault=f"content-type:{media}").headers["Content-Type"] == media
    answer = post(tenant, description=f"[fault content-type:{media}]")
    assert answer.headers["Content-Type"] == media
    with pytest.raises(UnicodeDecodeError):
        ask(tenant, "/open311/v2/requests.xml", "charset:utf-16").body.decode("utf-8")


def test_a_refusing_fault_creates_nothing(tenant: Tenant) -> None:
    assert post(tenant, description="x [fault status:503] y").status == 503
    assert count(tenant) == 5


def test_a_magic_service_code_stands_for_an_ordinary_service(tenant: Tenant) -> None:
    response = post(tenant, service_code="fault-content-type:text/plain")
    assert response.status == 200
    assert response.headers["Content-Type"] == "text/plain"
    assert count(tenant) == 6
    assert ask(tenant, service_code="fault-status:404").status == 404


def test_a_post_is_answered_like_the_one_before(tenant: Tenant) -> None:
    first, again = post(tenant), post(tenant, description="[fault same-answer]")
    assert first.body == again.body


def test_a_post_is_answered_like_the_one_before_in_its_format(tenant: Tenant) -> None:
    def xml(**more: str) -> Response:
        form = tuple((dict(FORM) | more).items())
        return tenant.respond(Request("POST", LIST.replace("json", "xml"), form=form))[0]

    first = post(tenant)
    alone = xml(description="[fault same-answer]")
    assert alone.headers["Content-Type"].startswith("text/xml")
    assert xml(description="[fault same-answer]").body == alone.body
    assert post(tenant, description="[fault same-answer]").body == first.body


@pytest.mark.parametrize(
    "prefer",
    [
        "Fault=status:503",
        "fault = status:503",
        'wait=1, FAULT="status:503"',
        "x; fault =status:503",
    ],
)
def test_a_prefer_header_is_read_as_headers_are(tenant: Tenant, prefer: str) -> None:
    for headers in ({"prefer": prefer}, CIMultiDict([("Prefer", "wait=5"), ("Prefer", prefer)])):
        assert tenant.respond(Request("GET", LIST, headers=headers))[0].status == 503


def test_a_prefer_header_for_no_fault_is_told_and_one_for_something_else_left_alone(
    tenant: Tenant,
) -> None:
    assert tenant.respond(Request("GET", LIST, headers={"prefer": "fault="}))[0].status == 400
    assert tenant.respond(Request("GET", LIST, headers={"prefer": "default=1"}))[0].status == 200


@pytest.mark.parametrize(
    "words",
    ["[Fault status:503]", "[fault: status:503]", "[FAULT:status:503]", "[fault  status:503 ]"],
)
def test_magic_words_are_taken_as_people_write_them(tenant: Tenant, words: str) -> None:
    assert post(tenant, description=f"A hole. {words}").status == 503
    assert count(tenant) == 5


@pytest.mark.parametrize("name", PROFILES)
def test_a_magic_code_stands_for_a_service_on_every_profile(name: str) -> None:
    assert post_to(name, "fault-latency:5").status in (200, 201)


@pytest.mark.parametrize("name", ["mysociety-adapter", "mark-a-spot", "klarschiff"])
def test_a_token_is_refused_where_no_service_gives_one(name: str) -> None:
    answer = post_to(f"profile.{name}", "fault-no-token")
    assert answer.status in (400, 422)
    assert b"no batch service" in answer.body


def post_to(profile: str, service_code: str) -> Response:
    """Post all that any profile demands."""
    tenant = Tenant("", Settings(requests=5, jurisdictions=CITY, mutants=(profile,)))
    words = {"address_string": "12 Main St", "description": "A hole.", "email": "jane@example.org"}
    return post(tenant, service_code=service_code, **words)


def test_a_service_with_attributes_stands_in_where_there_is_no_other(tenant: Tenant) -> None:
    services = tenant.behaviour.store.cities[CITY[0]].services
    services[:] = [service for service in services if service["metadata"]]
    answer = post(tenant, service_code="fault-latency:5")
    assert b"attribute" in answer.body


def test_a_token_never_leads_to_an_id(tenant: Tenant) -> None:
    token = json.loads(post(tenant, service_code="009").body)[0]["token"]
    for suffix in ("xml", "json"):
        answer = ask(tenant, f"/open311/v2/tokens/{token}.{suffix}", "no-token")
        assert token.encode() in answer.body
        assert b"service_request_id" not in answer.body


@pytest.mark.parametrize("suffix", ["xml", "json"])
@pytest.mark.parametrize("way", ["code", "description", "header", "rule"])
def test_a_posts_token_is_made_hopeless_in_each_way(tenant: Tenant, way: str, suffix: str) -> None:
    form = dict(FORM) | {"service_code": "fault-no-token" if way == "code" else "009"}
    if way == "description":
        form["description"] = "A hole. [fault no-token]"
    if way == "rule":
        tenant.rules.add(Rule(Fault("no-token"), "POST", times=1), NOW)
    headers = {"prefer": "fault=no-token"} if way == "header" else {}
    path = LIST.replace("json", suffix)
    answer = tenant.respond(Request("POST", path, form=tuple(form.items()), headers=headers))[0]
    [token] = re.findall(r"T\d+", answer.body.decode())
    other = json.loads(post(tenant, service_code="009").body)[0]["token"]
    for _ in range(3):
        told = json.loads(ask(tenant, f"/open311/v2/tokens/{token}.json").body)
        assert told == [{"service_request_id": None, "token": token}]
    assert json.loads(ask(tenant, f"/open311/v2/tokens/{other}.json").body)[0]["service_request_id"]


def test_a_rule_has_matches_times_and_an_end() -> None:
    rules = Rules()
    about = {"service_code": "001"}
    rules.add(Rule(Fault("reset"), "POST", "requests", about, times=2), NOW, seconds=60)
    fits = Request("POST", LIST, form=(("service_code", "001"),))
    assert rules.pick(Request("GET", LIST), NOW) is None
    assert rules.pick(fits, NOW) == Fault("reset")
    assert rules.pick(fits, NOW + timedelta(seconds=61)) is None
    assert list(rules) == []


@pytest.mark.parametrize("method", ["FOO", "GET "])
def test_a_method_that_there_is_not_is_told(method: str) -> None:
    with pytest.raises(ValueError, match="There is no method"):
        Rule(Fault("reset"), method)
    assert Rule(Fault("reset"), "post").is_about(Request("POST", LIST))


def test_a_rule_wears_off_after_its_times() -> None:
    rules = Rules()
    rules.add(Rule(Fault("reset"), times=2), NOW)
    asked = [rules.pick(Request("GET", LIST), NOW) for _ in range(3)]
    assert asked == [Fault("reset"), Fault("reset"), None]


def test_a_browsers_own_question_takes_no_fault_meant_for_the_app(tenant: Tenant) -> None:
    tenant.rules.add(Rule(Fault("status", "503"), times=1), NOW)
    for code in ("006", "fault-status:503"):
        preflight = Request("OPTIONS", LIST, {"service_code": code})
        assert tenant.respond(preflight)[0].status == 204
    response = ask(tenant)
    assert response.status == 503
    assert response.headers["Access-Control-Expose-Headers"] == "*"
    assert ask(tenant).status == 200
    tenant.rules.add(Rule(Fault("status", "503"), "OPTIONS"), NOW)
    assert tenant.respond(preflight)[0].status == 503


def test_a_probability_draws_the_same_for_the_same_seed() -> None:
    def drawn(seed: int, own: int | None = None) -> list[bool]:
        rules = Rules(seed)
        rules.add(Rule(Fault("reset"), probability=0.5, seed=own), NOW)
        return [rules.pick(Request("GET", LIST), NOW) is not None for _ in range(40)]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
    assert drawn(1, own=3) == drawn(2, own=3)
    assert 5 < sum(drawn(1)) < 35
