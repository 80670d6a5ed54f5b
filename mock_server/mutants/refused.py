"""Faulty refusals of new service requests."""
