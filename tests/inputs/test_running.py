"""What the command and the flow do with names that are not in UTF-8."""

import os
import subprocess
import sys
from pathlib import Path

from flows.corpus import Summary, as_markdown
from pipeline.corpus.export.counts import Counts


def test_a_folder_with_such_a_name_is_refused_with_what_to_do(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    call = [sys.executable, "-c", "from pipeline.cli import main; main()", "run", folder]
    done = subprocess.run(call, capture_output=True, cwd=tmp_path, check=False)
    assert done.returncode == 1
    assert done.stderr.decode().endswith("caf\\udce9 is not in UTF-8: rename it, or link to it\n")


def test_a_file_with_such_a_name_can_stand_in_the_summary() -> None:
    summary = Summary(Counts.of([]), 0, 0, {os.fsdecode(b"caf\xe9.jpg"): "no text"}, {})
    assert "- refused `caf\\udce9.jpg`: no text" in as_markdown(summary)
    assert as_markdown(summary).encode()
