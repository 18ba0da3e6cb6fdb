"""What holds for every format beyond the usual ones."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest
from articles import SIGNATURE, articles, document, segments

from pipeline.corpus.export import FORMATS, USUAL, export, manifest
from pipeline.corpus.store import Store
from pipeline.corpus.verify import verify
from pipeline.evaluation.export_speed import MadeUp
from pipeline.evaluation.parallel import PAIRS

MORE = [name for name in FORMATS if name not in USUAL]


@pytest.fixture(params=MORE)
def form(request: pytest.FixtureRequest) -> str:
    if request.param == "parquet":
        pytest.importorskip("pyarrow")
    return str(request.param)


def files(folder: Path, form: str) -> dict[str, bytes]:
    listed = manifest.files(manifest.read(folder))
    return {one.file: (folder / one.file).read_bytes() for one in listed if one.format == form}


def test_it_is_listed_and_sound(folder: Path, store: Store, form: str) -> None:
    export(store, folder, [form])
    assert files(folder, form)
    assert verify(folder).problems == []


def test_a_changed_byte_is_found(folder: Path, store: Store, form: str) -> None:
    export(store, folder, [form])
    for name, data in files(folder, form).items():
        (folder / name).write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
        assert [problem.place for problem in verify(folder).problems] == [name]
        (folder / name).write_bytes(data)


def test_the_order_in_which_documents_came_does_not_matter(tmp_path: Path, form: str) -> None:
    made = []
    for name, found in (("one", articles()), ("two", articles()[::-1])):
        with Store.of(tmp_path / name) as store:
            for one in found:
                store.save(one, segments(one) if one.target_language else [], SIGNATURE)
            export(store, tmp_path / name, [form])
        made.append(files(tmp_path / name, form))
    assert made[0] == made[1]


def test_the_next_run_writes_again_what_the_folder_has(folder: Path, store: Store, form: str) -> None:
    export(store, folder, [form])
    before = files(folder, form)
    changed = document(text="Changed.", changes=())
    store.save(replace(changed, id=document().id), segments(changed)[:0], SIGNATURE)
    export(store, folder)
    assert files(folder, form) != before
    assert verify(folder).problems == []


def test_memory_does_not_grow_with_the_corpus(tmp_path: Path, form: str) -> None:
    if form == "parquet":
        pytest.skip("It holds a group of rows, which test_parquet bounds.")
    (tmp_path / PAIRS).write_text("Solen sken hela dagen.\tThe sun shone all day.", "utf-8")
    made_up = MadeUp.of(tmp_path, 6_000)
    FORMATS[form](MadeUp.of(tmp_path, 20), tmp_path)  # What is loaded at first use is not counted.
    tracemalloc.start()
    paths = FORMATS[form](made_up, tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sum(path.stat().st_size for path in paths) > 100_000
    assert peak < 400_000


def test_an_empty_corpus_has_it_too(tmp_path: Path, store: Store, form: str) -> None:
    export(store, tmp_path)
    export(store, tmp_path, [form])
    assert verify(tmp_path).problems == []
