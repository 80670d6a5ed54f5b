"""Ask an Open311 endpoint questions and judge its answers."""
