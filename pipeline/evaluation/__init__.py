"""Measures and benchmarks. The data to measure on is not part of the project and named by its folder."""
