"""A text in which letters of every kind stand beside letters of every other kind."""

from __future__ import annotations

from itertools import product
from random import Random

START = "a"
MARKS = "\u0301\u0323\u05b8\ufe0f"  # belong to the letter before them: accents, a point, a selector
SPACES = " \n"
LETTERS = (
    *"a7'&+",
    *SPACES,
    *"éß東ךع—",
    *MARKS,
    *"👩🏽\U0001d4b3\U00020bb7",  # beyond the BMP
)


def chain(random: Random) -> str:
    """Return a text that holds every pair of letters that may stand beside each other."""
    after: dict[str, list[str]] = {letter: [] for letter in LETTERS}
    for one, other in product(LETTERS, repeat=2):
        if may_meet(one, other):
            after[one].append(other)
    for others in after.values():
        random.shuffle(others)
    text = [START]
    while any(after.values()):
        if not after[text[-1]]:
            start = random.choice([letter for letter, others in after.items() if others])
            text += [] if may_meet(text[-1], start) else [START]
            text.append(start)
        text.append(after[text[-1]].pop())
    return "".join(text).strip()


def may_meet(one: str, other: str) -> bool:
    """Whether two letters are put beside each other.

    White space does not meet white space, which a server may fold, and no mark is put on nothing.
    """
    return not (one in SPACES and other in SPACES + MARKS)


def around(text: str, at: int) -> str:
    """Return the letters beside a place, whose first is no mark and no blank."""
    start = max(0, at - 1)
    while start and text[start] in MARKS + SPACES:
        start -= 1
    return text[start : at + 2].strip()
