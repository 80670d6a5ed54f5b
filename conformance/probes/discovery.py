"""Questions about discovery."""
