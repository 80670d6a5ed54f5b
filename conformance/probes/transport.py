"""Questions about transport."""
