"""The one clock of a tenant: data, ids, tokens, journal and progress all read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

FIRST, LAST = 1900, 2999  # years; plans and windows around them are still in the calendar
TOO_FAR = f"The clock knows the years from {FIRST} to {LAST}; that is too far."


def system_time() -> datetime:
    """Return the machine's present instant."""
    return datetime.now(UTC)


class Clock:
    """A clock that can be set, frozen and moved; without that it shows the machine's time.

    Attributes:
        frozen: It stands still until it is moved or let go.
    """

    def __init__(self, source: Callable[[], datetime] = system_time) -> None:
        self._source = source
        self._offset = timedelta(0)
        self._stands_at: datetime | None = None

    @property
    def frozen(self) -> bool:
        """Whether it stands still."""
        return self._stands_at is not None

    def now(self) -> datetime:
        """Return the clock's instant; aware, UTC."""
        return self._stands_at or self._source() + self._offset

    def set(self, moment: datetime) -> None:
        """Show another instant (aware), and go on from there unless it is frozen.

        Raises:
            ValueError: The clock does not go that far.
        """
        moment = _within(moment)
        self._offset = moment - self._source()
        if self.frozen:
            self._stands_at = moment

    def advance(self, by: timedelta) -> None:
        """Move forward, or backward; a frozen clock stays frozen. Raises ValueError like `set`."""
        try:
            self.set(self.now() + by)
        except OverflowError:
            raise ValueError(TOO_FAR) from None

    def freeze(self, at: datetime | None = None) -> None:
        """Stand still, at an instant (aware) or where it is. Raises ValueError like `set`."""
        self._stands_at = self.now() if at is None else _within(at)

    def go_on(self) -> None:
        """Run again from where it stands."""
        moment, self._stands_at = self.now(), None
        self.set(moment)

    def reset(self) -> None:
        """Show the machine's time again."""
        self._offset, self._stands_at = timedelta(0), None


def _within(moment: datetime) -> datetime:
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:  # beyond the calendar's own ends
        raise ValueError(TOO_FAR) from None
    if not FIRST <= moment.year <= LAST:
        raise ValueError(TOO_FAR)
    return moment
