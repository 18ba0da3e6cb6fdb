"""The names of a document as they are kept for the other documents of its archive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.gazetteer import is_common_name

SUBJECTS = 3
"""So many of its most frequent names tell what a document is about."""


class Mentions(NamedTuple):
    """How a document writes one name.

    Attributes:
        times: How often.
        given: The given names before it; only for names that are not known otherwise.
    """

    times: int
    given: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentNames:
    """The names of one document.

    Attributes:
        language: The document's language.
        names: How it writes each name, by its form.
    """

    language: str = ""
    names: Mapping[str, Mentions] = field(default_factory=dict)

    @property
    def subjects(self) -> list[str]:
        """The names that it writes most often, given names left out, which many people share."""
        named = (form for form in self.names if not is_common_name(form))
        return sorted(named, key=lambda form: (-self.names[form].times, form))[:SUBJECTS]
