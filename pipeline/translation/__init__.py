"""Translation of sentences, lines and documents between Swedish and English, without a network."""

from pipeline.translation.choice import ENGINE_NAMES, EngineName, choose_engines
from pipeline.translation.engine import Engine, Hypothesis
from pipeline.translation.segments import (
    Cache,
    Text,
    translate_documents,
    translate_lines,
)

__all__ = [
    "ENGINE_NAMES",
    "Cache",
    "Engine",
    "EngineName",
    "Hypothesis",
    "Text",
    "choose_engines",
    "translate_documents",
    "translate_lines",
]
