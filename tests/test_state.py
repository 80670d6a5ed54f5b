"""What a store holds lasts, comes back from a snapshot, and is published by whoever serves it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from mock_server import snapshots
from mock_server.find import known
from mock_server.http import Request
from mock_server.reference import OwnDataError
from mock_server.settings import Settings
from mock_server.store import Store
from mock_server.tenants import Tenant, Tenants

CITY = "springfield.example"
CAPITAL = "requests.status-capital"
NUMBERS = "quirk.ids-as-numbers"
FORM = (("api_key", "demo-key"), ("service_code", "006"), ("lat", "42.1"), ("long", "-72.6"))


@contextmanager
def over(file: Path, *mutants: str) -> Iterator[Tenant]:
    """Serve from a file until the context ends."""
    settings = Settings(requests=5, jurisdictions=(CITY,), db=str(file), mutants=mutants)
    with closing(Tenants(settings)) as tenants:
        yield tenants.root


def count(tenant: Tenant) -> int:
    return tenant.behaviour.store.cities[CITY].count


def published(tenant: Tenant) -> bytes:
    return tenant.respond(Request("GET", "/open311/v2/requests.json"))[0].body


def post(tenant: Tenant) -> None:
    tenant.respond(Request("POST", "/open311/v2/requests.json", form=FORM))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "city.sqlite"


def test_a_file_is_saved_restored_and_reset_and_lasts(file: Path) -> None:
    with over(file) as root:
        post(root)
        root.save("one")
        post(root)
        assert root.restore("one")
        assert count(root) == 6
        root.reset()
        assert count(root) == 5
        post(root)
    with over(file) as root:
        assert count(root) == 6


def test_snapshots_and_the_beginning_last_as_the_file_does(file: Path) -> None:
    with over(file, CAPITAL) as root:
        post(root)
        root.save("one")
        post(root)
    with over(file) as root:
        assert list(root.snapshots) == ["one"]
        assert root.restore("one")
        assert count(root) == 6
        root.reset()
        assert count(root) == 5
        assert b'"Closed"' not in published(root)
    file.unlink()
    with over(file) as root:
        assert not root.restore("one")
        post(root)
        root.reset()
        assert count(root) == 5


def test_a_file_of_before_begins_with_what_it_holds(file: Path) -> None:
    with over(file) as root:
        post(root)
    Path(f"{file}.snapshots").unlink()
    for _ in range(2):
        with over(file) as root:
            post(root)
            root.reset()
            assert count(root) == 6


def test_what_is_held_already_is_not_copied(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = []
    restore = Store.restore

    def counted(store: Store, held: bytes) -> None:
        copied.append(len(held))
        restore(store, held)

    monkeypatch.setattr(Store, "restore", counted)
    with over(file) as root:
        root.reset()
        published(root)
        root.reset()
        assert copied == []
        post(root)
        root.save("one")
        for wanted in (6, 5, 6, 6):
            if wanted == 6:
                root.restore("one")
            else:
                root.reset()
            assert count(root) == wanted
        assert len(copied) == 3
    with over(file) as root:
        root.reset()
        root.reset()
        assert (count(root), len(copied)) == (5, 4)


def test_a_snapshot_may_have_several_parts(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "PART", 5000)
    with over(file) as root:
        root.save("one")
        held = root.behaviour.store.snapshot()
        assert root.snapshots == {"one": len(held)}
        assert root.behaviour.store.snapshots.get("one") == held


def test_a_snapshot_is_published_by_whoever_restores_it(file: Path) -> None:
    with over(file) as root:
        clean = published(root)
        root.save("clean")
        root.become([CAPITAL])
        faulty = published(root)
        root.save("faulty")
        root.restore("clean")
        assert published(root) == faulty != clean
        root.become([])
        root.restore("faulty")
        assert published(root) == clean


def test_a_file_is_published_by_whoever_opens_it(file: Path) -> None:
    seen = []
    for mutants in ((CAPITAL,), (), (), (CAPITAL,)):
        with over(file, *mutants) as root:
            seen.append((root.behaviour.took_over, b'"Closed"' in published(root)))
    assert seen == [(False, True), (True, False), (False, False), (True, True)]


def test_a_file_of_others_is_no_place_for_data_of_its_own(file: Path) -> None:
    with over(file) as root:
        clean = published(root)
    with pytest.raises(OwnDataError, match="another file with --db"), over(file, NUMBERS):
        pass
    with over(file) as root:
        assert published(root) == clean


def test_whatever_can_be_switched_to_at_run_time_answers_and_leaves_no_trace() -> None:
    root = Tenants(Settings(requests=12, jurisdictions=(CITY,))).root
    root.clock.freeze()
    clean, now, refused = published(root), root.clock.now(), set()
    for name in known():
        try:
            root.become([name])
        except OwnDataError:
            refused.add(name)
            continue
        post(root)
        published(root)
        root.save("then")
        root.become([])
        root.restore("then")
        root.reset()
        root.clock.set(now)
        root.clock.freeze()
        assert (name, published(root)) == (name, clean)
    assert {NUMBERS, "profile.klarschiff", "profile.fixmystreet"} <= refused


def test_what_cannot_be_switched_stays_whole() -> None:
    root = Tenants(Settings(requests=5, jurisdictions=(CITY,))).root
    root.become([CAPITAL])
    faulty = published(root)
    with pytest.raises(OwnDataError, match="open311 mock --profile klarschiff"):
        root.become(["profile.klarschiff"])
    with pytest.raises(ValueError, match="int"):
        known()[NUMBERS](data=root.behaviour.store)
    assert published(root) == faulty
    assert root.mutants == (CAPITAL,)


def test_what_was_recorded_stays_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "requests.json").write_bytes(b"[]")
    root = Tenants(Settings(requests=5, replay=str(tmp_path))).root
    with pytest.raises(OwnDataError, match="another server"):
        root.become([CAPITAL])
    assert published(root) == b"[]"
