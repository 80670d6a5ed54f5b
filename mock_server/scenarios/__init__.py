"""What a mock server serves at its start: places, services, and reports as they come in."""
