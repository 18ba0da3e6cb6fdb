import json
import shutil
import stat
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import ModelError
from pipeline.translation.packages import find_package, install, list_packages, packages_folder, remove

METADATA = {"package_version": "1.9", "from_code": "sv", "to_code": "en", "type": "translate"}
WHOLE = {
    "pack/metadata.json": json.dumps(METADATA),
    "pack/model/model.bin": "weights",
    "pack/model/config.json": "{}",
    "pack/sentencepiece.model": "pieces",
}


def make(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def described(**changes):
    return {**WHOLE, "pack/metadata.json": json.dumps({**METADATA, **changes})}


def without(name):
    return {key: value for key, value in WHOLE.items() if key != name}


def test_install_list_remove(tmp_path, tiny_files):
    assert list_packages(tmp_path / "none") == []
    package = install("sv-en", tiny_files["sv-en"], tmp_path)
    assert (package.pair, package.version, package.model) == ("sv-en", "0.1", "argos-sv-en@0.1")
    assert package.size > 300_000
    install("en-sv", tiny_files["en-sv"], tmp_path)
    assert [one.pair for one in list_packages(tmp_path)] == ["en-sv", "sv-en"]
    assert remove("sv-en", tmp_path) == package
    assert [one.pair for one in list_packages(tmp_path)] == ["en-sv"]
    with pytest.raises(ModelError, match="no package for sv-en"):
        remove("sv-en", tmp_path)


def test_install_replaces_the_old_one(tmp_path, tiny_files):
    folder = tmp_path / "packages"
    install("sv-en", make(tmp_path / "old.argosmodel", WHOLE), folder)
    # As the library itself would have named it.
    shutil.copytree(folder / "sv-en", folder / "translate-sv_en-1_9")
    install("sv-en", tiny_files["sv-en"], folder)
    assert [one.version for one in list_packages(folder)] == ["0.1"]
    assert [path.name for path in folder.iterdir()] == ["sv-en"]


def test_what_is_no_package_is_passed_over(tmp_path):
    (tmp_path / "stray").mkdir()
    (tmp_path / "file").write_text("x")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "metadata.json").write_text("[1")
    (tmp_path / "list").mkdir()
    (tmp_path / "list" / "metadata.json").write_text("[]")
    assert list_packages(tmp_path) == []
    assert find_package("sv", "en", tmp_path) is None


REFUSED = [
    ({"a.txt": "x"}, "exactly one folder"),
    ({}, "exactly one folder"),
    ({**WHOLE, "other/x": ""}, "exactly one folder"),
    ({**WHOLE, "x": ""}, "exactly one folder"),
    ({**WHOLE, "../x": ""}, "leaves the folder"),
    ({**WHOLE, "pack/../../x": ""}, "leaves the folder"),
    ({**WHOLE, "/etc/x": ""}, "leaves the folder"),
    ({**WHOLE, "..\\x": ""}, "leaves the folder"),
    ({**WHOLE, "C:/x": ""}, "leaves the folder"),
    (without("pack/metadata.json"), "no readable metadata"),
    ({**WHOLE, "pack/metadata.json": "{"}, "no readable metadata"),
    (without("pack/model/model.bin"), "model.bin is missing"),
    (without("pack/model/config.json"), "config.json is missing"),
    (without("pack/sentencepiece.model"), "sentencepiece.model or bpe.model is missing"),
    (described(from_code="de"), "is for de-en, not for sv-en"),
    (described(from_code="en", to_code="sv"), "is for en-sv, not for sv-en"),
    (described(type="sbd"), "does not translate"),
    (described(package_version="../1"), "its version"),
]


@pytest.mark.parametrize(("members", "message"), REFUSED)
def test_refused(tmp_path, tiny_files, members, message):
    folder = tmp_path / "packages"
    before = install("sv-en", tiny_files["sv-en"], folder)
    with pytest.raises(ModelError, match=message):
        install("sv-en", make(tmp_path / "x.argosmodel", members), folder)
    assert list_packages(folder) == [before]
    assert [path.name for path in folder.iterdir()] == ["sv-en"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["packages", "x.argosmodel"]


def test_a_link_is_refused(tmp_path):
    file = make(tmp_path / "x.argosmodel", WHOLE)
    with zipfile.ZipFile(file, "a") as archive:
        link = zipfile.ZipInfo("pack/link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(ModelError, match="is a link"):
        install("sv-en", file, tmp_path / "packages")


def test_a_file_that_is_none(tmp_path):
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(ModelError, match="does not exist"):
            install("sv-en", path, tmp_path / "packages")


@given(st.data())
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_truncated_or_damaged(tmp_path, tiny_files, data):
    content = bytearray(tiny_files["sv-en"].read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        content = content[:at]
    else:
        content[at] ^= data.draw(st.integers(1, 255))
    file = tmp_path / "damaged.argosmodel"
    file.write_bytes(content)
    try:
        install("sv-en", file, tmp_path / "packages")
    except ModelError:
        assert list_packages(tmp_path / "packages") == []
    else:
        # A changed date or attribute in the directory of the zip harms nothing.
        assert len(content) == tiny_files["sv-en"].stat().st_size
        remove("sv-en", tmp_path / "packages")


def test_without_a_file_it_says_how(tmp_path):
    with pytest.raises(ModelError, match="--from FILE"):
        install("sv-en", folder=tmp_path)


@pytest.mark.parametrize("pair", ["sv-sv", "sv_en", "de-en", "", "sv-en-"])
def test_unknown_pair(tmp_path, pair):
    with pytest.raises(ModelError, match="the pairs are sv-en and en-sv"):
        install(pair, tmp_path / "x", tmp_path)


def test_folder_is_a_setting(tmp_path, monkeypatch):
    monkeypatch.setenv("RENSKRIFT_PACKAGES", str(tmp_path))
    assert packages_folder() == tmp_path
