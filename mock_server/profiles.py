"""How known software answers, quirks and all: classes made of profiles.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

from mock_server.extensions import EXTENSIONS
from mock_server.mutants import MUTANTS
from mock_server.quirks import QUIRKS
from mock_server.reference import Reference
from mock_server.variants import VARIANTS

PARTS = {**MUTANTS, **VARIANTS, **EXTENSIONS, **QUIRKS}


def _made(name: str, profile: dict[str, str | list[str]]) -> type[Reference]:
    """Return the server of a profile: each quirk is tried before the ones behind it."""
    kinds = tuple(PARTS[quirk] for quirk in profile["quirks"])
    told = {
        "__doc__": f"It answers as {profile['software']} does: {profile['source']}",
        "breaks": frozenset(profile["breaks"]),
        "serves": ("springfield.example",),
    }
    return type(name, kinds, told)


_TOLD = tomllib.loads((Path(__file__).parent / "profiles.toml").read_text("utf-8"))
PROFILES: dict[str, type[Reference]] = {
    f"profile.{name}": _made(name, profile) for name, profile in _TOLD.items()
}
CHECK = {f"profile.{name}": profile.get("check", ()) for name, profile in _TOLD.items()}
HIDES = {f"profile.{name}": profile["hides"] for name, profile in _TOLD.items()}
