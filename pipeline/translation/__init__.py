"""Translation of sentences, lines and documents between Swedish and English, without a network."""

from pipeline.translation.choice import ENGINE_NAMES, EngineName, choose_engines
from pipeline.translation.engine import Engine, Hypothesis
from pipeline.translation.lines import translate_each, translate_lines
from pipeline.translation.memory import Match, Memory, Unit
from pipeline.translation.segments import Cache, Text, translate_documents

__all__ = [
    "ENGINE_NAMES",
    "Cache",
    "Engine",
    "EngineName",
    "Hypothesis",
    "Match",
    "Memory",
    "Text",
    "Unit",
    "choose_engines",
    "translate_documents",
    "translate_each",
    "translate_lines",
]
