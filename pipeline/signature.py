"""What made an output: versions and settings in one line, as sacrebleu writes beside its scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version as _installed

from pipeline import __version__

version = cache(_installed)

LIBRARIES = ("ftfy", "pyspellchecker", "hunspell-sv", "py3langid", "ctranslate2")
"""The libraries whose version can change a character of the output."""

OF_TRANSLATION = frozenset({"engine", "model", "checks"})
"""The parts that tell how a text was translated, and nothing of how it was cleaned."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Names and values in a fixed order; two outputs with the same one were made the same way.

    >>> str(Signature((("renskrift", "0.1.0"), ("level", "safe"))))
    'renskrift:0.1.0|level:safe'
    """

    parts: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return "|".join(f"{name}:{value.replace('|', '/')}" for name, value in self.parts)

    def record(self) -> dict[str, str]:
        """The signature as a JSON object, for ``manifest.json``."""
        return dict(self.parts)

    @classmethod
    def parse(cls, text: str) -> Signature:
        """The signature that `text` spells.

        >>> Signature.parse("renskrift:0.1.0|level:safe").record()
        {'renskrift': '0.1.0', 'level': 'safe'}
        """
        parts = (part.partition(":") for part in text.split("|") if part)
        return cls(tuple((name, value) for name, _, value in parts))


@cache
def without(text: str, names: frozenset[str]) -> str:
    """A signature without the parts with those names.

    >>> without("spelling:3|level:safe|engine:none", frozenset({"spelling", "level"}))
    'engine:none'
    """
    parts = Signature.parse(text).parts
    return str(Signature(tuple(part for part in parts if part[0] not in names)))


def cleaning_part(text: str) -> str:
    """What of a signature tells how a text was cleaned: all but engine, model and checks.

    >>> cleaning_part("spelling:3|level:safe|engine:none|model:none|context:fast|checks:2")
    'spelling:3|level:safe|context:fast'
    """
    return without(text, OF_TRANSLATION)


def translated_as(text: str, earlier: str) -> str:
    """A signature with what an earlier one says of the translation, for one that is kept.

    >>> translated_as("spelling:4|engine:none|model:none", "spelling:3|engine:argos|model:sv-en@1")
    'spelling:4|engine:argos|model:sv-en@1'
    """
    kept = Signature.parse(earlier).record()
    parts = Signature.parse(text).parts
    return str(
        Signature(tuple((name, kept.get(name, "") if name in OF_TRANSLATION else now) for name, now in parts))
    )


def signature(
    level: str,
    engine: str,
    model: str,
    *,
    stages: Mapping[str, object],
    settings: Mapping[str, object] | None = None,
) -> Signature:
    """The signature of an output that is made now, with this installation.

    Args:
        level: Where the line between applied and suggested edits lay: ``safe``, ``balanced`` or ``bold``.
        engine: The translation engine.
        model: Name and version of the engine's model.
        stages: The version of each stage, in the order in which they run.
        settings: Everything else that changes the output, such as the beam size.

    >>> signature("balanced", "starter", "starter-sv-en@d47c", stages={"encoding": 1}).parts[1:4]
    (('encoding', '1'), ('level', 'balanced'), ('engine', 'starter'))

    Raises:
        importlib.metadata.PackageNotFoundError: The installation lacks one of `LIBRARIES`.
    """
    libraries = {name: version(name) for name in LIBRARIES}
    named = {
        **{"renskrift": __version__, **stages},
        **{"level": level, "engine": engine, "model": model},
        **(settings or {}),
        **libraries,
    }
    return Signature(tuple((name, str(value)) for name, value in named.items()))
