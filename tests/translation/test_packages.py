import json
import os
import shutil
import stat
import warnings
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ModelError
from pipeline.translation.argos import ArgosEngine
from pipeline.translation.installing import install, install_folder
from pipeline.translation.package_files import HIGHEST_RATIO, checksum
from pipeline.translation.packages import find_package, list_packages, packages_folder, remove


@pytest.fixture(scope="session")
def whole(tiny_files):
    """The members of a real package, in a folder of the name ``pack``."""
    with zipfile.ZipFile(tiny_files["sv-en"]) as archive:
        return {
            f"pack/{name.partition('/')[2]}": archive.read(name)
            for name in archive.namelist()
            if not name.endswith("/")
        }


def make(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, content in dict(members).items():
            archive.writestr(name, content)
    return path


def described(members, **changes):
    metadata = json.loads(members["pack/metadata.json"])
    return {**members, "pack/metadata.json": json.dumps({**metadata, **changes})}


def add_to(members):
    return lambda whole: {**whole, **members}


def without(name):
    return lambda whole: {key: value for key, value in whole.items() if key != name}


def describe(**changes):
    return lambda whole: described(whole, **changes)


def test_install_list_remove(tmp_path, tiny_files):
    assert list_packages(tmp_path / "none") == []
    package = install("sv-en", tiny_files["sv-en"], tmp_path)
    assert (package.pair, package.version, package.model) == ("sv-en", "0.1", "argos-sv-en@0.1")
    assert package.size > 300_000
    assert package.sha256 == checksum(tiny_files["sv-en"])
    install("en-sv", tiny_files["en-sv"], tmp_path)
    assert [one.pair for one in list_packages(tmp_path)] == ["en-sv", "sv-en"]
    assert remove("sv-en", tmp_path) == package
    assert [one.pair for one in list_packages(tmp_path)] == ["en-sv"]
    with pytest.raises(ModelError, match="no package for sv-en"):
        remove("sv-en", tmp_path)


def test_the_pair_can_be_left_to_the_file(tmp_path, tiny_files):
    assert install(None, tiny_files["en-sv"], tmp_path).pair == "en-sv"


def test_install_replaces_the_old_one(tmp_path, tiny_files, whole):
    folder = tmp_path / "packages"
    install("sv-en", make(tmp_path / "new.argosmodel", described(whole, package_version="1.9")), folder)
    # As the library itself would have named it.
    shutil.copytree(folder / "sv-en", folder / "translate-sv_en-1_9")
    install("sv-en", tiny_files["sv-en"], folder)
    assert [one.version for one in list_packages(folder)] == ["0.1"]
    assert [path.name for path in folder.iterdir()] == ["sv-en"]


def test_what_is_replaced_is_not_used_any_more(tmp_path, tiny_files, whole):
    engine = ArgosEngine(tmp_path / "packages")
    install("sv-en", tiny_files["sv-en"], engine.folder)
    (before,) = engine.translate(["Skolan köpte ett hus."], "sv", "en")
    other = make(tmp_path / "other.argosmodel", described(whole, target_prefix="__en__"))
    install("sv-en", other, engine.folder)
    assert engine.model("sv", "en") == "argos-sv-en@0.1"
    (after,) = engine.translate(["Skolan köpte ett hus."], "sv", "en")
    assert after != before


def test_a_package_that_renskrift_did_not_install(tmp_path, tiny_files):
    with zipfile.ZipFile(tiny_files["sv-en"]) as archive:
        archive.extractall(tmp_path)
    (package,) = list_packages(tmp_path)
    assert (package.pair, package.sha256) == ("sv-en", "")


def test_a_whole_folder(tmp_path, tiny_files, whole):
    source, folder = tmp_path / "stick", tmp_path / "packages"
    source.mkdir()
    for file in tiny_files.values():
        shutil.copy(file, source)
    make(source / "newer.argosmodel", described(whole, package_version="0.10"))
    make(source / "german.argosmodel", described(whole, from_code="de"))
    make(source / "splitter.argosmodel", described(whole, type="sbd"))
    (source / "README.txt").write_text("")
    found = install_folder(source, folder=folder)
    assert [(one.pair, one.version) for one in found] == [("en-sv", "0.1"), ("sv-en", "0.10")]
    assert found == list_packages(folder)
    assert found[1].sha256 == checksum(source / "newer.argosmodel")
    assert sorted(path.name for path in folder.iterdir()) == ["en-sv", "sv-en"]
    remove("en-sv", folder)
    assert install_folder(source, "sv-en", folder) == list_packages(folder) == found[1:]


def test_a_folder_with_one_broken_file_installs_nothing(tmp_path, tiny_files):
    source, folder = tmp_path / "stick", tmp_path / "packages"
    source.mkdir()
    shutil.copy(tiny_files["en-sv"], source / "a.argosmodel")
    (source / "b.argosmodel").write_bytes(tiny_files["sv-en"].read_bytes()[:-1000])
    with pytest.raises(ModelError, match=r"b\.argosmodel is not a whole Argos package"):
        install_folder(source, folder=folder)
    assert list(folder.iterdir()) == []


def test_a_folder_without_what_is_asked_for(tmp_path, tiny_files):
    with pytest.raises(ModelError, match=r"holds no \.argosmodel file for sv-en or en-sv"):
        install_folder(tmp_path, folder=tmp_path / "packages")
    shutil.copy(tiny_files["en-sv"], tmp_path)
    with pytest.raises(ModelError, match=r"holds no \.argosmodel file for sv-en"):
        install_folder(tmp_path, "sv-en", tmp_path / "packages")


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
    (lambda _: {"a.txt": "x"}, "exactly one folder"),
    (lambda _: {}, "exactly one folder"),
    (add_to({"other/x": ""}), "exactly one folder"),
    (add_to({"x": ""}), "exactly one folder"),
    (add_to({"../x": ""}), "leaves the folder"),
    (add_to({"pack/../../x": ""}), "leaves the folder"),
    (add_to({"/etc/x": ""}), "leaves the folder"),
    (add_to({"..\\x": ""}), "leaves the folder"),
    (add_to({"pack\\..\\..\\x": ""}), "leaves the folder"),
    (add_to({"\\\\server\\share\\x": ""}), "leaves the folder"),
    (add_to({"C:/x": ""}), "leaves the folder"),
    (add_to({"./": ""}), "leaves the folder"),
    (add_to({"pack/./metadata.json": "{}"}), "twice"),
    (add_to({"pack/METADATA.json": "{}"}), "twice"),
    (add_to({"pack\\metadata.json": "{}"}), "twice"),
    (add_to({"pack/model": ""}), "is a file and a folder"),
    (add_to({"pack/zeros": b"0" * (HIGHEST_RATIO * 400_000 + 1_000_000)}), "times as large"),
    (add_to({f"pack/{number}": "" for number in range(10_001)}), "it holds 100.. files"),
    (without("pack/metadata.json"), "no readable metadata"),
    (add_to({"pack/metadata.json": "{"}), "no readable metadata"),
    (add_to({"pack/metadata.json": "[" * 100_000}), "no readable metadata"),
    (add_to({"pack/metadata.json": b"\xff\xfe"}), "no readable metadata"),
    (without("pack/model/model.bin"), "model.bin is missing"),
    (without("pack/model/config.json"), "config.json is missing"),
    (without("pack/sentencepiece.model"), "sentencepiece.model or bpe.model is missing"),
    (add_to({"pack/model/model.bin": b"weights"}), "does not translate"),
    (add_to({"pack/model/model.bin": b""}), "does not translate"),
    (add_to({"pack/model/config.json": "{"}), "does not translate"),
    (add_to({"pack/sentencepiece.model": b"pieces"}), "does not translate"),
    (without("pack/model/shared_vocabulary.json"), "does not translate"),
    (describe(from_code="de"), "is for de-en, not for sv-en"),
    (describe(from_code="en", to_code="sv"), "is for en-sv, not for sv-en"),
    (describe(type="sbd"), "does not translate: it is a package of type sbd"),
    (describe(package_version="../1"), "its version"),
]


@pytest.mark.parametrize(("change", "message"), REFUSED)
def test_refused(tmp_path, tiny_files, whole, change, message):
    folder = tmp_path / "packages"
    before = install("sv-en", tiny_files["sv-en"], folder)
    file = make(tmp_path / "x.argosmodel", change(whole))
    with pytest.raises(ModelError, match=message):
        install("sv-en", file, folder)
    assert list_packages(folder) == [before]
    assert [path.name for path in folder.iterdir()] == ["sv-en"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["packages", "x.argosmodel"]


def test_the_same_member_twice(tmp_path, whole):
    file = make(tmp_path / "x.argosmodel", whole)
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("pack/metadata.json", "{}")
    with pytest.raises(ModelError, match="twice"):
        install("sv-en", file, tmp_path / "packages")


def test_a_link_is_refused(tmp_path, whole):
    file = make(tmp_path / "x.argosmodel", whole)
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


def test_what_cannot_be_replaced_stays(tmp_path, tiny_files, monkeypatch):
    """The disk fails after the old package is away and before the new one is there."""
    before = install("sv-en", tiny_files["sv-en"], tmp_path)
    rename = type(tmp_path).rename

    def failing(self, target):
        if self.name.startswith("translate-"):
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(type(tmp_path), "rename", failing)
    with pytest.raises(ModelError, match="Input/output error"):
        install("sv-en", tiny_files["sv-en"], tmp_path)
    assert list_packages(tmp_path) == [before]
    assert before.sha256


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="for root every folder can be written")
def test_a_folder_that_cannot_be_written(tmp_path, tiny_files):
    tmp_path.chmod(0o500)
    with pytest.raises(ModelError, match="RENSKRIFT_PACKAGES"):
        install("sv-en", tiny_files["sv-en"], tmp_path)


def test_a_folder_that_is_a_file(tmp_path, tiny_files):
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match="RENSKRIFT_PACKAGES"):
        install("sv-en", tiny_files["sv-en"], tmp_path / "file")


@given(st.data())
@settings(max_examples=settings().max_examples // 2)
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


@pytest.mark.parametrize("pair", ["sv-sv", "sv_en", "de-en", "sv-en-"])
def test_unknown_pair(tmp_path, pair):
    with pytest.raises(ModelError, match="the pairs are sv-en and en-sv"):
        install(pair, tmp_path / "x", tmp_path)


def test_folder_is_a_setting(tmp_path, monkeypatch):
    monkeypatch.setenv("RENSKRIFT_PACKAGES", str(tmp_path))
    assert packages_folder() == tmp_path
