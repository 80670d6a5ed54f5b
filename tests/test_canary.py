"""What a POST told of a reporter is found however it is written, and kept in stored evidence."""

from __future__ import annotations

from urllib.parse import quote_plus

import pytest

from conformance.canary import NOTE, found, is_canary, reporter
from conformance.forms import encode
from conformance.redact import REMOVED, redact

TOLD = reporter(7, "post-whole")
EMAIL, PHONE, NAME = TOLD["email"], TOLD["phone"][-10:], TOLD["last_name"]
AREA, EXCHANGE, LINE = PHONE[:3], PHONE[3:6], PHONE[6:]

WRITTEN = {
    "email": [
        EMAIL,
        EMAIL.upper(),
        EMAIL.replace("@", "%40"),
        EMAIL.replace("@", "&#64;"),
        EMAIL.replace("@", "&#x40;"),
        EMAIL.replace("@", r"\u0040"),
        EMAIL.replace("@", " (at) "),
        "".join(f"&#{ord(letter)};" for letter in EMAIL),
        "".join(f"&amp;#{ord(letter)};" for letter in EMAIL),
        "".join(f"\\u{ord(letter):04x}" for letter in EMAIL),
        "".join(f"%{ord(letter):02X}" for letter in EMAIL),
    ],
    "phone": [
        TOLD["phone"],
        TOLD["phone"].replace("+", "%2B"),
        PHONE,
        f"({AREA}) {EXCHANGE}-{LINE}",
        f"1-{AREA}-{EXCHANGE}-{LINE}",
        f"{AREA}.{EXCHANGE}.{LINE}",
        f"+1 {AREA} {EXCHANGE} {LINE}",
        f"{AREA}&nbsp;{EXCHANGE}&nbsp;{LINE}",
    ],
    "last_name": [NAME, NAME.lower(), f"Roe, {NAME}"],
}
WAYS = [(name, text) for name, texts in WRITTEN.items() for text in texts]


@pytest.mark.parametrize(("name", "text"), WAYS)
def test_it_is_found_however_it_is_written(name: str, text: str) -> None:
    assert found(TOLD, f"<notes>Ask {text} for more.</notes>") == [name]


@pytest.mark.parametrize(("name", "text"), WAYS)
@pytest.mark.parametrize("around", ["Ask {1}.", "<{0}>{1}</{0}>", '"{0}": "{1}"', "?{0}={2}&a=b"])
def test_redacting_keeps_it(name: str, text: str, around: str) -> None:
    whole = around.format(name, text, quote_plus(text))
    assert found(TOLD, redact(whole, "demo-key")) == [name]


def test_the_form_that_was_sent_keeps_it() -> None:
    assert sorted(found(TOLD, redact(encode(list(TOLD.items()))))) == sorted(TOLD)


@pytest.mark.parametrize(
    "text",
    ["", NOTE, "jane.roe@example.org", "555-010-0199", "the canary sings", "+1555013", "canaryzzz"],
)
def test_nothing_else_is_taken_for_it(text: str) -> None:
    assert not is_canary(text)
    assert found(TOLD, text) == []


@pytest.mark.parametrize(
    "person",
    [
        "<email>jane.roe@example.org</email>",
        '"phone": "617-555-0199"',
        "last_name=Roe",
    ],
)
def test_a_person_is_redacted_beside_it(person: str) -> None:
    assert REMOVED in redact(f"{person} and {EMAIL}")


def test_each_field_and_each_post_has_values_of_its_own() -> None:
    other = reporter(7, "post-loose")
    assert len({*TOLD.values(), *other.values()}) == 2 * len(TOLD)
    assert found(TOLD, " ".join(other.values())) == []
