"""Errors need no questions of their own: every part provokes its own ones."""
