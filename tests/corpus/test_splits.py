"""Splits: kept for ever, drawn by cluster, and never with nearly the same text on both sides."""

from __future__ import annotations

import random
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from articles import SIGNATURE, document

from pipeline.corpus import splits
from pipeline.corpus.entry import Split
from pipeline.corpus.splits import NONE, SHARES
from pipeline.corpus.store import Store

WORDS = [f"word{number}" for number in range(3000)]


def text(seed: int, length: int = 120) -> list[str]:
    chosen = random.Random(seed)
    return [chosen.choice(WORDS) for _ in range(length)]


def add(store: Store, file: str, words: list[str]) -> str:
    made = document(file, " ".join(words) + ".\n", ())
    made = replace(made, id=store.id_for(file, made.sha256))
    store.save(made, [], SIGNATURE)
    return made.id


def assigned(store: Store) -> dict[str, Split]:
    splits.assign(store.database)
    return {one.document: one for one in splits.read(store.database)}


def test_nearly_the_same_texts_share_a_split_and_a_cluster(store: Store) -> None:
    groups = []
    for seed in range(30):
        words = text(seed)
        copies = [words, [*words[:-4], "another", "end"], ["TT", *words]]
        groups.append([add(store, f"{seed}-{number}.txt", copy) for number, copy in enumerate(copies)])
    found = assigned(store)
    assert all(len({found[one].split for one in group}) == 1 for group in groups)
    assert len({found[group[0]].cluster for group in groups}) == 30
    assert {one.split for one in found.values()} == set(SHARES)


def test_the_order_in_which_documents_come_makes_no_difference(tmp_path: Path) -> None:
    texts = {f"{seed}-{copy}.txt": text(seed)[copy:] for seed in range(12) for copy in range(3)}
    found = []
    for order in (list(texts), list(reversed(texts))):
        with Store(tmp_path / f"{order[0]}.sqlite") as store:
            for file in order:
                add(store, file, texts[file])
            found.append(assigned(store))
    assert found[0] == found[1]


def test_a_split_stays_while_the_corpus_grows(store: Store) -> None:
    first = [add(store, f"{seed}.txt", text(seed)) for seed in range(20)]
    before = assigned(store)
    copies = {add(store, f"{seed}-copy.txt", [*text(seed), "end"]): one for seed, one in enumerate(first)}
    others = [add(store, f"{seed}-other.txt", text(seed)) for seed in range(100, 120)]
    after = assigned(store)
    assert {one: after[one] for one in first} == before
    assert all(
        (after[copy].split, after[copy].cluster) == (before[one].split, one) for copy, one in copies.items()
    )
    assert set(after) == {*first, *copies, *others}
    assert splits.assign(store.database) == 0


def unlike(store: Store) -> tuple[int, int]:
    """The numbers of two texts with different splits."""
    by_split = {}
    for seed in range(40):
        add(store, f"{seed}.txt", text(seed))
    for one in assigned(store).values():
        file = store.document(one.document).file
        by_split.setdefault(one.split, int(file.removesuffix(".txt")))
    return by_split["train"], by_split["test"]


def test_a_text_between_two_splits_belongs_to_none(store: Store) -> None:
    shared, parts = text(0, 60), {}
    for seed in range(1, 40):
        add(store, f"{seed}.txt", [*(shared if seed < 20 else text(-seed, 60)), *text(seed, 60)])
    before = assigned(store)
    for one in before.values():
        seed = int(store.document(one.document).file.removesuffix(".txt"))
        if seed < 20:
            parts.setdefault(one.split, text(seed, 60))
    both = [*shared, *parts["train"], *parts["test"]]
    between = [add(store, f"between-{number}.txt", both[number:]) for number in range(2)]
    after = assigned(store)
    assert {after[identity].split for identity in between} == {NONE}
    assert after[between[0]].reason.startswith("The text is nearly the same as documents in ")
    assert {identity: after[identity] for identity in before} == before


def test_a_revised_text_keeps_its_split_unless_it_becomes_that_of_another(store: Store) -> None:
    one, other = unlike(store)
    before = assigned(store)
    add(store, f"{one}.txt", text(1000))
    same = assigned(store)
    assert same == before
    add(store, f"{one}.txt", text(other))
    after = assigned(store)
    changed = {identity for identity in after if after[identity] != before[identity]}
    assert [store.document(identity).file for identity in changed] == [f"{one}.txt"]
    assert {after[identity].split for identity in changed} == {NONE}


def test_texts_equal_to_one_between_splits_do_not_cross(store: Store) -> None:
    one, other = unlike(store)
    add(store, f"{one}.txt", text(other))
    assigned(store)
    copies = [add(store, f"copy-{number}.txt", text(other)) for number in range(3)]
    found = assigned(store)
    owner = next(identity for identity, file in store.files() if file == f"{other}.txt")
    assert {found[copy].split for copy in copies} == {found[owner].split}


def test_texts_without_words_are_near_to_nothing(store: Store) -> None:
    made = [add(store, f"{number}.txt", ["…" * (number + 1)]) for number in range(8)]
    found = assigned(store)
    assert [found[one].cluster for one in made] == made


def test_a_removed_document_still_counts(store: Store) -> None:
    seed = next(
        seed
        for seed in range(99)
        if splits.draw(document(f"{seed}.txt", " ".join(text(seed)) + ".\n", ()).id) == "test"
    )
    first = add(store, f"{seed}.txt", text(seed))
    assert assigned(store)[first].split == "test"
    store.remove(f"{seed}.txt")
    again = add(store, "again.txt", text(seed))
    assert assigned(store) == {again: Split(again, first, "test")}


def test_a_new_store_takes_the_splits_of_its_folder(tmp_path: Path) -> None:
    with Store(tmp_path / "one.sqlite") as store:
        for seed in range(5):
            add(store, f"{seed}.txt", text(seed))
        before = assigned(store)
    swapped = {identity: replace(one, split="dev") for identity, one in before.items()}
    lines = (
        f'{{"document":"{one.document}","cluster":"{one.cluster}","split":"dev","reason":""}}\n'
        for one in swapped.values()
    )
    (tmp_path / splits.FILE).write_text("".join(lines))
    with Store(tmp_path / "two.sqlite") as store:
        splits.restore(store.database, tmp_path / splits.FILE)
        for seed in range(5):
            add(store, f"{seed}.txt", text(seed))
        assert assigned(store) == swapped


def test_the_shares_are_those_that_are_promised() -> None:
    drawn = [splits.draw(sha256(str(number).encode()).hexdigest()[:16]) for number in range(5000)]
    for name, share in SHARES.items():
        assert drawn.count(name) / 50 == pytest.approx(share, abs=2)
