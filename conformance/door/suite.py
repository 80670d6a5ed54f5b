"""The requirements as pytest items: judged by the kit itself, told in pytest's words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from functools import cached_property
from typing import Self

import pytest

from conformance import suite
from conformance.choose import Usage
from conformance.cli import output
from conformance.door import NODE, RUN
from conformance.door.asked import Asked, Wish, ask, in_pytest, wish
from conformance.results import Outcome, Result, Run, Verdict, outcome
from reports import summary, text
from reports.junit import fails
from specs.catalogue import Level, Requirement

ASKED = pytest.StashKey[Asked]()
GROUP = "open311"  # all items: one worker asks for all
REPORT = "report.html"
MILD = {Level.SHOULD: "a warning", Level.INTEROP: "a note"}


class Suite(pytest.File):
    """All requirements that the options leave, each in each of its formats."""

    def collect(self) -> Iterator[RequirementItem]:
        """Yield the items; asks nothing."""
        try:
            wished = wish(self.config)
        except Usage as usage:
            raise self.CollectError(str(usage)) from None
        order = wished.order
        for requirement, label in suite.items(order.requirements, order.target.formats):
            yield RequirementItem.of(self, requirement, label, wished)


class RequirementItem(pytest.Item):
    """One requirement in one format.

    Attributes:
        requirement: The requirement.
        label: "xml", "json", "both", or "once" for the endpoint's main format.
        wished: What the options ask for.
    """

    requirement: Requirement
    label: str
    wished: Wish

    @classmethod
    def of(cls, parent: Suite, requirement: Requirement, label: str, wished: Wish) -> Self:
        """Return an item."""
        name = f"{requirement.id}[{label}]"
        nodeid = f"{parent.nodeid}::{name}{_group(parent.config)}"
        item: Self = cls.from_parent(parent, name=name, nodeid=nodeid)
        item.requirement, item.label, item.wished = requirement, label, wished
        item.extra_keyword_matches.add(requirement.level.value)
        plugins = item.config.pluginmanager
        if plugins.hasplugin("xdist"):
            item.add_marker(pytest.mark.xdist_group(GROUP))
        if plugins.hasplugin("timeout"):  # the first item waits for the whole run
            item.add_marker(pytest.mark.timeout(0))
        return item

    def setup(self) -> None:
        """Have the endpoint asked, once in a session.

        What a run that was cut off, or not served at all, has not observed is an error, no skip.
        """
        asked, result = self._asked(), self._result()
        if result is None or (result.verdict is Verdict.NOT_TESTED and asked.problem):
            pytest.fail(asked.problem or "The kit came to no verdict.", pytrace=False)
        if result.verdict is Verdict.ERROR:
            pytest.fail(result.reason, pytrace=False)

    def runtest(self) -> None:
        """Tell the verdict: what breaks conformance fails, a warning or a note is an xfail."""
        run, result = self._asked().run, self._result()
        if run is None or result is None or result.verdict is Verdict.PASS:
            return
        if result.verdict is not Verdict.FAIL:
            pytest.skip(f"{result.verdict}: {in_pytest(summary.why(result))}")
        said = _breach(run, result, self.requirement)
        if fails(result, strict=run.strict):
            pytest.fail(said, pytrace=False)
        raise pytest.xfail.Exception(f"{MILD[result.level]}: {said}", pytrace=False)

    @cached_property
    def location(self) -> tuple[str, int | None, str]:
        """Where the item stands, as its node id says it."""
        return NODE, 0, f"{self.requirement.id} [{self.label}]"

    def _asked(self) -> Asked:
        if ASKED not in self.session.stash:
            items = [i for i in self.session.items if isinstance(i, RequirementItem)]
            asked = ask(self.wished, [item.requirement for item in items])
            self.session.stash[ASKED] = asked
            self.user_properties.append((RUN, _told(asked)))
        return self.session.stash[ASKED]

    def _result(self) -> Result | None:
        return self._asked().result(self.requirement, self.label)


def _group(config: pytest.Config) -> str:
    """Return what names the group to pytest-xdist's loadgroup.

    Its mark is enough up to pytest 9.1; from 9.2 on pytest-xdist 3.8 loses it on the way
    (https://github.com/pytest-dev/pytest-xdist/issues/1386).
    """
    lost = config.getoption("loadgroup", False) and pytest.version_tuple >= (9, 2)
    return f"@{GROUP}" if lost else ""


def _breach(run: Run, result: Result, requirement: Requirement) -> str:
    """Say what is demanded, what breaks it and where, how to see it, and what to fix."""
    judged = summary.Judged(requirement.id, result.level, result.verdict, (result,))
    _, *lines = text.broken(run, judged, requirement)
    return textwrap.dedent("\n".join(lines))


def _told(asked: Asked) -> str:
    """Say what the run came to."""
    run = asked.run
    if run is None:
        return asked.problem
    lines = [
        f"{run.target.name}, {run.requests} requests, seed {run.seed}",
        summary.sentence(run),
        f"Report: {asked.out / REPORT}",
    ]
    if outcome(run) is not Outcome.BROKEN:
        lines[1] += f" {in_pytest(summary.conclusion(run))}"
    if run.created:
        lines.append(f"For the operator: {asked.out / output.MESSAGE}")
    return "\n".join(lines)
