"""Whatever works on the batches, the corpus is the same."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from flows import corpus as flow
from flows.corpus import Settings, corpus, without_prefect
from flows.settings import RunnerName
from pipeline.corpus.verify import verify

TEXTS = {
    "a/one.sv": "Regeringen presenterade  en ny plan i går.\n\nPolisen stoppade  bilen i Stockholm.\n",
    "a/two.en": "The government presented a new plan yesterday.The court criticised the decision.",
    "three.en": "In Kazakhstan, Karim Zhumagulov spoke. Later Zhumagulov left, and Zhumagulov slept.",
    "four.en": "The government presented the harvest, Karim Zhumagukov said in Kazakhstan on Monday.",
    "five": "",
}


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").parent.mkdir(exist_ok=True)
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


@pytest.fixture(autouse=True)
def small_batches(packages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "BATCH_DOCUMENTS", 1)
    monkeypatch.setattr(flow, "COLLECTED", 1)


def content(output: Path) -> dict[str, bytes]:
    paths = (path for path in output.rglob("*") if path.is_file() and "sqlite" not in path.name)
    return {str(path.relative_to(output)): path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def without(inbox: Path, installed: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    output = tmp_path_factory.mktemp("output")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RENSKRIFT_PACKAGES", str(installed))
        summary = without_prefect(inbox, Settings(output, engine="argos", fast=True))
    assert (summary.done, len(summary.refused)) == (4, 1)
    return content(output)


@pytest.mark.parametrize("runner", ["single", "threads", "processes", "dask"])
def test_the_corpus_is_the_same_byte_for_byte(
    inbox: Path, tmp_path: Path, without: dict[str, bytes], runner: RunnerName
) -> None:
    if runner == "dask" and not find_spec("prefect_dask"):
        pytest.skip("needs prefect-dask: pip install renskrift[dask]")
    output = tmp_path / "output"
    summary = corpus(inbox, Settings(output, engine="argos", fast=True, runner=runner, workers=2))
    assert (summary.done, list(summary.refused)) == (4, ["five.txt"])
    assert verify(output).problems == []
    assert content(output) == without
