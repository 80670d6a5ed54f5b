"""Filters by status and by service_code: each fault is found, by one requirement only."""

from __future__ import annotations

import pytest

from tests.city import City, Query, Record, Refusal, failed, record, results


class StatusIgnored(City):
    def by_status(self, found: list[Record], statuses: list[str]) -> list[Record]:
        return found


class FirstStatusOnly(City):
    def by_status(self, found: list[Record], statuses: list[str]) -> list[Record]:
        return super().by_status(found, statuses[:1])


class StatusTurned(City):
    def by_status(self, found: list[Record], statuses: list[str]) -> list[Record]:
        right = super().by_status(found, statuses)
        return right if len(statuses) > 1 else [r for r in found if r not in right]


class BothStatusesRefused(City):
    def by_status(self, found: list[Record], statuses: list[str]) -> list[Record]:
        if len(statuses) > 1:
            raise Refusal(400)
        return super().by_status(found, statuses)


class UnknownStatusBringsAll(City):
    def by_status(self, found: list[Record], statuses: list[str]) -> list[Record]:
        known = {*statuses} <= {"open", "closed"}
        return super().by_status(found, statuses) if known else found


class CodeIgnored(City):
    def by_code(self, found: list[Record], codes: list[str]) -> list[Record]:
        return found


class FirstCodeOnly(City):
    def by_code(self, found: list[Record], codes: list[str]) -> list[Record]:
        return super().by_code(found, codes[:1])


class TwoCodesOnly(City):
    def by_code(self, found: list[Record], codes: list[str]) -> list[Record]:
        return super().by_code(found, codes[:2])


class UnknownCodeBringsAll(City):
    def by_code(self, found: list[Record], codes: list[str]) -> list[Record]:
        return super().by_code(found, codes) or found


class CodesRefused(City):
    def by_code(self, found: list[Record], codes: list[str]) -> list[Record]:
        if len(codes) > 1:
            raise Refusal(400)
        return super().by_code(found, codes)


class CodeForgetsDates(City):
    def filtered(self, asked: Query) -> list[Record]:
        if "service_code" in asked and "start_date" in asked:
            asked = {k: v for k, v in asked.items() if not k.endswith("_date")}
        return super().filtered(asked)


class CodeForgetsStatus(City):
    def filtered(self, asked: Query) -> list[Record]:
        if "service_code" in asked:
            asked = {k: v for k, v in asked.items() if k != "status"}
        return super().filtered(asked)


class EitherFilter(City):
    def filtered(self, asked: Query) -> list[Record]:
        if not {"status", "service_code"} <= asked.keys():
            return super().filtered(asked)
        found = super().filtered({k: v for k, v in asked.items() if k != "status"})
        other = super().filtered({k: v for k, v in asked.items() if k != "service_code"})
        return found + [r for r in other if r not in found]


class EmptyBringsNothing(City):
    def select(self, asked: Query) -> list[Record]:
        return [] if "" in asked.values() else super().select(asked)


class EmptyStatusRefused(City):
    def select(self, asked: Query) -> list[Record]:
        if asked.get("status") == "":
            raise Refusal(400)
        return super().select(asked)


class EmptyStartBringsOlder(City):
    def select(self, asked: Query) -> list[Record]:
        return list(self.records) if asked.get("start_date") == "" else super().select(asked)


FAULTS = {
    "requests.filter-status": (
        StatusIgnored,
        FirstStatusOnly,
        StatusTurned,
        BothStatusesRefused,
    ),
    "requests.status-unknown": (UnknownStatusBringsAll,),
    "requests.filter-service-code": (
        CodeIgnored,
        FirstCodeOnly,
        TwoCodesOnly,
        UnknownCodeBringsAll,
        CodesRefused,
    ),
    "requests.filters-narrow": (
        CodeForgetsDates,
        CodeForgetsStatus,
        EitherFilter,
    ),
    "requests.empty-argument-is-none": (
        EmptyBringsNothing,
        EmptyStatusRefused,
        EmptyStartBringsOlder,
    ),
}


@pytest.mark.parametrize(
    ("requirement", "fault"),
    [(id, fault) for id, faults in FAULTS.items() for fault in faults],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_one_fault_is_one_complaint(requirement: str, fault: type[City]) -> None:
    assert failed(results(fault())) == {requirement}


class UnknownCodeNotFound(City):
    def by_code(self, found: list[Record], codes: list[str]) -> list[Record]:
        if not any(r["service_code"] in codes for r in self.records):
            raise Refusal(404)
        return super().by_code(found, codes)


class UnknownStatusIsEmpty(City):
    def by_status(self, found: list[Record], statuses: list[str]) -> list[Record]:
        return [r for r in found if r["status"] in statuses]


class OneService(City):
    records = tuple(record(number, codes=1) for number in range(120))


@pytest.mark.parametrize(
    "city", [UnknownCodeNotFound, UnknownStatusIsEmpty, OneService], ids=lambda city: city.__name__
)
def test_a_legal_city_is_left_alone(city: type[City]) -> None:
    assert failed(results(city())) == set()
