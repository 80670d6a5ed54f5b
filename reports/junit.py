"""The run as JUnit XML, for CI servers: a test case for each requirement and format."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from conformance.results import Result, Run, Verdict
from reports import summary
from specs.catalogue import Level, Requirement

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def render(run: Run, catalogue: Mapping[str, Requirement]) -> str:
    """Return the run as JUnit XML. A broken should or interop passes, its finding in system-out."""
    suite = etree.Element(
        "testsuite", name=_legal(f"open311 {run.target.name}"), timestamp=run.started
    )
    for result in run.results:
        _case(suite, result, catalogue.get(result.requirement), strict=run.strict)
    if run.observations:
        told = "\n".join(f"{one.what}{summary.times(one)}" for one in run.observations)
        etree.SubElement(suite, "system-out").text = _legal(f"{summary.OBSERVED}:\n{told}")
    for tag, attribute in (("failure", "failures"), ("skipped", "skipped"), ("error", "errors")):
        suite.set(attribute, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("tests", str(len(run.results)))
    suite.set("time", f"{run.seconds:.3f}")
    root = etree.Element("testsuites")
    root.append(suite)
    return etree.tostring(root, encoding="unicode", pretty_print=True)


def fails(result: Result, *, strict: bool) -> bool:
    """Whether a breach fails the test case."""
    binding = {Level.MUST, Level.SECURITY} | ({Level.SHOULD} if strict else set())
    return result.verdict is Verdict.FAIL and result.level in binding


def _case(
    suite: etree._Element, result: Result, requirement: Requirement | None, *, strict: bool
) -> None:
    part = result.requirement.partition(".")[0]
    name = f"{result.requirement} [{result.format}]"
    case = etree.SubElement(suite, "testcase", classname=f"open311.{part}", name=name, time="0")
    text = "\n".join(f"{v.where}: expected {v.expected}; got {v.actual}" for v in result.violations)
    statement = requirement.statement if requirement else ""
    if fails(result, strict=strict):
        node = etree.SubElement(case, "failure", message=statement, type=result.level.value)
        advice = f"Fix: {requirement.fix}\n{requirement.url}" if requirement else ""
        node.text = _legal(f"{text}\n{advice}")
    elif result.verdict is Verdict.FAIL:
        etree.SubElement(case, "system-out").text = _legal(f"{result.level}: {statement}\n{text}")
    elif result.verdict is Verdict.ERROR:
        etree.SubElement(case, "error", message="the kit broke").text = _legal(result.reason)
    elif result.verdict is not Verdict.PASS:
        etree.SubElement(case, "skipped", message=_legal(f"{result.verdict}: {result.reason}"))


def _legal(text: str) -> str:
    return _ILLEGAL.sub("�", text)
