"""Servers that publish or run what a reporter sent."""
