"""A GeoReport v2 server that breaks nothing, or exactly what it is told to break."""
