"""What a translation engine is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.document import Language

BEAM = 4
"""How many hypotheses an engine follows, where nothing else is asked for."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What an engine makes of one sentence.

    Attributes:
        text: The translation; empty where the engine has found none.
        score: Its log-probability per token; 0 is best.
        reverse: The log-probability per token of the source, given the translation, or None where the
            engine knows one direction only.
    """

    text: str
    score: float
    reverse: float | None = None


class Engine(Protocol):
    """Anything that translates sentences, such as `pipeline.translation.starter.StarterEngine`."""

    @property
    def name(self) -> str:
        """The engine's name, as it is given to ``--engine``."""
        ...

    def supports(self, source: Language, target: Language) -> bool:
        """Whether it can translate from `source` to `target`."""
        ...

    def model(self, source: Language, target: Language) -> str:
        """Name and version of the model for a pair, ``name@version``; translations are cached by it.

        What else changes its translations, such as the beam, stands behind it.

        Raises:
            ModelError: There is no model for the pair.
        """
        ...

    def translate(self, sentences: Sequence[str], source: Language, target: Language) -> list[Hypothesis]:
        """One hypothesis for each sentence, in order.

        What becomes of a sentence does not depend on the sentences beside it.

        Raises:
            ModelError: There is no model for the pair, or it is damaged.
        """
        ...


def with_beam(model: str, beam_size: int) -> str:
    """A model's name with the size of the beam, where it is not the usual one.

    >>> with_beam("argos-sv-en@1.9", BEAM), with_beam("argos-sv-en@1.9", 1)
    ('argos-sv-en@1.9', 'argos-sv-en@1.9+beam1')
    """
    return model if beam_size == BEAM else f"{model}+beam{beam_size}"
