"""Servers that refuse in an unusual way, and are right."""
