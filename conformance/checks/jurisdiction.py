"""Checks of jurisdiction."""
