"""Checks of errors."""
