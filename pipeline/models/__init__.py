"""The embedded model: the weights that ship with the package, checked, joined and loaded."""

from pipeline.models.starter_files import StarterModel, load_starter, starter_version

__all__ = ["StarterModel", "load_starter", "starter_version"]
