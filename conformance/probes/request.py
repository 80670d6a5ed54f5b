"""Questions about request."""
