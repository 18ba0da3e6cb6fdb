"""Names that Prefect has to write down."""

from __future__ import annotations

from pipeline.errors import SourceError


def expect_utf8(*names: object) -> None:
    """Say which name Prefect could not write down, whose records are JSON; those of articles may be any.

    Args:
        names: Of files and folders, and what else is asked for in words.

    Raises:
        SourceError: One of them is in another encoding.
    """
    for name in map(str, names):
        try:
            name.encode()
        except UnicodeEncodeError as error:
            shown = name.encode("utf-8", "backslashreplace").decode()
            raise SourceError(f"the name {shown} is not in UTF-8: rename it, or link to it") from error
