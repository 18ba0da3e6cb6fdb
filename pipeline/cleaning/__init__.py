"""From decoded text to normalised text: stages that yield edits, and the chain that applies them."""

from pipeline.cleaning.chain import STAGES, Cleaned, clean
from pipeline.cleaning.stage import Context, Level, Scorer, Stage

__all__ = ["STAGES", "Cleaned", "Context", "Level", "Scorer", "Stage", "clean"]
