"""Questions about tokens."""
