"""Checks of request."""
