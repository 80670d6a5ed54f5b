"""The requirements as pytest items: judged by the kit itself, told in pytest's words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest

from conformance import suite
from conformance.choose import Usage
from conformance.results import Result, Run, Verdict
from pytest_open311 import RUN
from pytest_open311.asked import Asked, Wish, ask, in_pytest, wish
from reports import summary, text
from reports.junit import fails
from specs.catalogue import Level, Requirement

ASKED = pytest.StashKey[Asked]()
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
        item: Self = cls.from_parent(parent, name=f"{requirement.id}[{label}]")
        item.requirement, item.label, item.wished = requirement, label, wished
        item.extra_keyword_matches.add(requirement.level.value)
        plugins = item.config.pluginmanager
        if plugins.hasplugin("xdist"):  # one worker asks for all
            item.add_marker(pytest.mark.xdist_group("open311"))
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

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the item stands, and its name."""
        return self.path, 0, self.name

    def _asked(self) -> Asked:
        if ASKED not in self.session.stash:
            items = [i for i in self.session.items if isinstance(i, RequirementItem)]
            asked = ask(self.wished, [item.requirement for item in items])
            self.session.stash[ASKED] = asked
            self.user_properties.append((RUN, _told(asked)))
        return self.session.stash[ASKED]

    def _result(self) -> Result | None:
        return self._asked().result(self.requirement, self.label)


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
        f"{summary.sentence(run)} {in_pytest(summary.conclusion(run))}",
        f"Report: {asked.report}",
    ]
    return "\n".join(lines)
