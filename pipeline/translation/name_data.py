"""What stands in ``data/name_pairs.json``."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "data" / "name_pairs.json"


@cache
def data() -> Any:
    """The file, read once."""
    return json.loads(DATA.read_text("utf-8"))
