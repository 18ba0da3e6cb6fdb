"""What commands say: results to standard output, everything else to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console

errors = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def put(value: str | dict[str, Any], end: str = "\n") -> None:
    """One record or text to standard output, in UTF-8 whatever the locale."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + end.encode())
    sys.stdout.buffer.flush()


def refuse(name: str, reason: object) -> int:
    """Say what was refused and why; gives 1, to count with."""
    errors.print(f"refused {name}: {reason}")
    return 1


def pass_through(name: str, code: str) -> None:
    """Say that a text was left alone, and why."""
    errors.print(f"passed through {name}: it is in another language ({code}); only its encoding was repaired")


def tell(notices: Iterable[str]) -> None:
    """Say each notice on a line."""
    for notice in notices:
        errors.print(notice)
