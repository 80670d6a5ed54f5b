"""Questions about formats."""
