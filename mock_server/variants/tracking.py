"""Servers that show new service requests in an unusual way, and are right."""
