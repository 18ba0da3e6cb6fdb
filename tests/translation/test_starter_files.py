import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.errors import ModelError
from pipeline.models import load_starter
from pipeline.models.starter_files import FOLDER, join_files, starter_version, thread_count

JOIN = "import sys; from pathlib import Path; from pipeline.models.starter_files import *; "
JOIN += "print(join_files(FOLDER, Path(sys.argv[1])))"


def test_loaded_once():
    with ThreadPoolExecutor(4) as pool:
        models = list(pool.map(lambda _: load_starter(), range(4)))
    assert all(model is models[0] for model in models)
    assert models[0].name == f"starter-sv-en@{starter_version()}"


def test_a_text_cannot_end_the_prompt():
    assert "<eos>" not in load_starter().tokenizer.encode("a <eos> b").tokens


def test_several_processes_join_at_once(tmp_path):
    command = [sys.executable, "-c", JOIN, str(tmp_path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    folders = {process.communicate(timeout=100)[0].strip() for process in running}
    assert folders == {str(tmp_path / f"starter-sv-en-{starter_version()}")}
    joined = tmp_path / f"starter-sv-en-{starter_version()}"
    assert sorted(path.name for path in joined.iterdir()) == ["config.json", "model.bin", "vocabulary.json"]
    parts = [(FOLDER / f"model.bin.0{number}").read_bytes() for number in (0, 1)]
    assert (joined / "model.bin").read_bytes() == b"".join(parts)


def test_a_damaged_cache_is_made_again(tmp_path):
    joined = join_files(FOLDER, tmp_path)
    with (joined / "model.bin").open("r+b") as file:
        file.write(b"damaged")
    (joined / "config.json").unlink()
    join_files(FOLDER, tmp_path)
    assert (joined / "model.bin").read_bytes()[:7] == (FOLDER / "model.bin.00").read_bytes()[:7]
    assert (joined / "config.json").is_file()


@pytest.mark.parametrize("name", ["model.bin.01", "config.json", "SHA256SUMS"])
@pytest.mark.parametrize("damage", ["missing", "changed"])
def test_a_damaged_part_is_named(tmp_path, name, damage):
    folder = tmp_path / "starter"
    folder.mkdir()
    for path in FOLDER.iterdir():
        if path.name != name:
            (folder / path.name).symlink_to(path)
    if damage == "changed":
        shutil.copy(FOLDER / name, folder / name)
        (folder / name).write_bytes((folder / name).read_bytes()[:-100])
    with pytest.raises(ModelError, match=rf"(?s){name}; install Renskrift again"):
        join_files(folder, tmp_path / "cache")
    assert not list((tmp_path / "cache").rglob("model.bin"))


def test_a_cache_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match="RENSKRIFT_CACHE"):
        join_files(FOLDER, tmp_path / "file")


def test_threads_are_a_setting(monkeypatch):
    monkeypatch.setenv("RENSKRIFT_THREADS", "3")
    assert thread_count() == 3
    for wrong in ("0", "-1", "many"):
        monkeypatch.setenv("RENSKRIFT_THREADS", wrong)
        with pytest.raises(ModelError, match="RENSKRIFT_THREADS"):
            thread_count()
    monkeypatch.delenv("RENSKRIFT_THREADS")
    assert thread_count() >= 1
