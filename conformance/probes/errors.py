"""Questions about errors."""
