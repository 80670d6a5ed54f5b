"""What GeoReport v2 says, as data. Imports nothing of ours."""
