"""Checks of discovery."""
