"""The same text twice, or nearly: found in any order, and counted again only where something changed."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from articles import SIGNATURE, document
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.corpus import splits, tombstones
from pipeline.corpus.duplicates import count, find
from pipeline.corpus.sketches import PLACES, Sketch, groups, near
from pipeline.corpus.store import Store

WORDS = [f"word{number}" for number in range(3000)]


def text(seed: int) -> list[str]:
    chosen = random.Random(seed)
    return [chosen.choice(WORDS) for _ in range(120)]


def add(store: Store, file: str, words: list[str]) -> None:
    store.save(document(file, " ".join(words) + ".\n", ()), [], SIGNATURE)


def found(store: Store) -> list[tuple[str, list[str]]]:
    splits.assign(store.database)
    return [(group.kind, [one.file for one in group.members]) for group in find(store.database)]


def test_the_same_and_nearly_the_same_are_told_apart(store: Store, tmp_path: Path) -> None:
    for seed in range(5):
        add(store, f"alone-{seed}.txt", text(seed))
    for file in ("c/same.txt", "a/same.txt"):
        add(store, file, text(10))
    add(store, "b.txt", [*text(11)[:-6], "another", "end"])
    add(store, "d.txt", text(11))
    assert found(store) == [("exact", ["a/same.txt", "c/same.txt"]), ("near", ["b.txt", "d.txt"])]
    counted = count(store.database)
    assert str(counted) == "2 of the same text in 1 groups, 2 of nearly the same in 1"
    assert count(store.database) == counted
    said = CliRunner().invoke(app, ["duplicates", "--output", str(tmp_path)]).output.splitlines()
    assert [line.split("\t")[::4] for line in said[:2]] == [["1", "a/same.txt"], ["1", "c/same.txt"]]
    tombstones.take_out(store.database, store.document("d").id)
    assert count(store.database).near == 0
    add(store, "d.txt", text(10))
    splits.assign(store.database)
    assert count(store.database).exact_documents == 3


def test_texts_without_words_are_no_duplicates(store: Store) -> None:
    for file in ("a.txt", "b.txt"):
        add(store, file, ["…"])
    assert found(store) == []


@pytest.mark.parametrize("seed", range(5))
def test_groups_are_the_pairs_joined(seed: int) -> None:
    sketches = made(np.random.default_rng(seed), 12, 60)
    group_of = {number: {number} for number in range(len(sketches))}
    for one, other in near(sketches, range(len(sketches))):
        both = group_of[one] | group_of[other]
        group_of.update(dict.fromkeys(both, both))
    wanted = {tuple(sorted(group)) for group in group_of.values() if len(group) > 1}
    assert {tuple(group) for group in groups(sketches)} == wanted
    assert groups([]) == []


def made(numbers: np.random.Generator, texts: int, copies: int) -> list[Sketch]:
    """Sketches of some texts and of copies with small and large changes, some of none."""
    sketches = list(numbers.integers(0, 2**32, (texts, PLACES), dtype=np.uint32))
    for _ in range(copies):
        copy = sketches[numbers.integers(len(sketches))].copy()
        places = numbers.choice(PLACES, numbers.integers(0, 70), replace=False)
        copy[places] = numbers.integers(0, 2**32, len(places), dtype=np.uint32)
        sketches.append(copy)
    return [*sketches, np.zeros(0, dtype=np.uint32)]
