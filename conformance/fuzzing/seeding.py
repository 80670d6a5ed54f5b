"""Make what Hypothesis draws follow from the seed alone, whatever modules are loaded.

It reaches into Hypothesis, so tests/test_fuzz_engine.py shows what is relied upon.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import cache
from types import ModuleType

from hypothesis.internal import charmap
from hypothesis.internal.cache import LRUCache
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from hypothesis.internal.intervalsets import IntervalSet

INTERVALS = charmap.intervals_from_codec


@contextlib.contextmanager
def only_the_seed_counts() -> Iterator[None]:
    """Keep Hypothesis from drawing words and numbers out of whatever modules are loaded.

    And from finding out anew, for seconds, that UTF-8 writes all characters but the surrogates.
    """
    own: list[tuple[ModuleType, str, object]] = [
        (providers, "_get_local_constants", Constants),
        (providers, "CONSTANTS_CACHE", LRUCache(1024)),
        (charmap, "intervals_from_codec", encodable),
    ]
    theirs = [getattr(module, name) for module, name, _ in own]
    for module, name, value in own:
        setattr(module, name, value)
    try:
        yield
    finally:
        for (module, name, _), value in zip(own, theirs, strict=True):
            setattr(module, name, value)


@cache
def encodable(codec: str) -> tuple[IntervalSet, IntervalSet]:
    """Return the characters that a codec writes, and those that come back as others."""
    if codec == "utf-8":
        return IntervalSet(((0, 0xD7FF), (0xE000, 0x10FFFF))), IntervalSet(())
    return INTERVALS(codec)
