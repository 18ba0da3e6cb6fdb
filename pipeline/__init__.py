"""Renskrift repairs Swedish and English articles, translates them, and can undo every change."""

__version__ = "0.1.0"
