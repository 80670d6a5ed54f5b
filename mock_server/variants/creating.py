"""Servers that take new service requests in an unusual way, and are right."""
