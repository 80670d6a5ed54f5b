"""Questions about jurisdiction."""
