"""Which results a run comes to, before anything is asked. pytest hangs its items on this file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from specs.catalogue import Formats, Requirement

ONCE = "once"  # in the endpoint's main format, which its answers decide


def labels(requirement: Requirement, formats: Sequence[str]) -> tuple[str, ...]:
    """Return what a requirement is judged in: "xml", "json", "both" or ONCE."""
    match requirement.formats:
        case Formats.EACH:
            return tuple(formats)
        case Formats.ONCE:
            return (ONCE,)
        case Formats.BOTH:
            return ("both",) if set(formats) == {"xml", "json"} else ()
        case single:
            return (single.value,) if single.value in formats else ()


def items(
    requirements: Iterable[Requirement], formats: Sequence[str]
) -> Iterator[tuple[Requirement, str]]:
    """Yield each requirement that is judged, with each label."""
    for requirement in requirements:
        if not requirement.not_tested:
            yield from ((requirement, label) for label in labels(requirement, formats))
