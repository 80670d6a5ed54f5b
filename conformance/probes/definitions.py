"""Questions about definitions."""
