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

        What else changes its translations stands behind it: the beam, the version of the engine's logic.

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


def with_settings(model: str, logic: int, beam_size: int) -> str:
    """A model's name with what else changes its translations, where that is not the usual.

    The cache and the signature know translations by it, so that none outlives what made it.

    Args:
        model: Name and version of the model itself.
        logic: The engine's ``VERSION``; the first one is not named.
        beam_size: How many hypotheses it follows.

    >>> with_settings("argos-sv-en@1.9", 1, BEAM), with_settings("argos-sv-en@1.9", 2, 1)
    ('argos-sv-en@1.9', 'argos-sv-en@1.9+logic2+beam1')
    """
    named = model if logic == 1 else f"{model}+logic{logic}"
    return named if beam_size == BEAM else f"{named}+beam{beam_size}"
