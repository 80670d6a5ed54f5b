"""Checks of what must never be published, run or honoured."""
