import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.errors import ModelError
from pipeline.evaluation.translation_speed import by_library, speed
from pipeline.translation import argos, choose_engines, starter
from pipeline.translation.argos import ArgosEngine
from pipeline.translation.installing import install
from pipeline.translation.packages import find_package

SENTENCES = {
    "Regeringen presenterade en ny plan i går.": "The government presented a new plan yesterday.",
    "Polisen stoppade bilen i Göteborg.": "The police stopped the car in Gothenburg.",
    "Skolan köpte ett hus.": "The school bought a house.",
    "Forskarna granskade budgeten på måndagen.": "The researchers reviewed the budget on Monday.",
}

ALONE = """
import json, os, socket, sys

def forbidden(*arguments, **settings):
    raise AssertionError("a socket was opened")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = forbidden
from pipeline.translation import choose_engines, translate_lines
engines, _ = choose_engines("argos", ["sv", "en"])
lines = translate_lines(["Skolan köpte ett hus.", "", "Laget sålde bilen i morse."], "sv", engines["sv"])
lines += translate_lines(["The minister changed the decision."], "en", engines["en"])
made = [name for _, folders, files in os.walk(os.environ["HOME"]) for name in folders + files]
modules = sorted({name.partition(".")[0] for name in sys.modules} | {"+" + name for name in sys.modules})
print(json.dumps([[line.text for line in lines], modules, made]))
"""


def test_translates_both_ways(installed):
    engine = ArgosEngine(installed)
    assert engine.supports("sv", "en")
    assert engine.model("sv", "en") == "argos-sv-en@0.1"
    found = engine.translate([*SENTENCES, ""], "sv", "en")
    assert [one.text for one in found] == [*SENTENCES.values(), ""]
    assert all(-0.1 < one.score <= 0 for one in found)
    back = engine.translate(["The team sold the car this morning."], "en", "sv")
    assert [one.text for one in back] == ["Laget sålde bilen i morse."]


def test_a_sentence_does_not_depend_on_its_neighbours(installed):
    engine = ArgosEngine(installed)
    odd = ["Han åt gröt.", "x" * 40, "Polisen, som såg bilen och huset, köpte en lag i Stockholm i går."]
    sentences = [*SENTENCES, *odd]
    together = engine.translate(sentences, "sv", "en")
    assert together == [engine.translate([sentence], "sv", "en")[0] for sentence in sentences]
    assert together == engine.translate(sentences[::-1] * 3, "sv", "en")[: len(sentences)][::-1]


def test_a_sentence_of_any_length_is_taken(installed):
    sentence = ", och ".join(["polisen stoppade bilen i Göteborg"] * 300) + "."
    text = ArgosEngine(installed).translate([sentence], "sv", "en")[0].text
    assert text.endswith(".")
    # The tiny model says each piece once; the library would have cut the whole at 256 tokens.
    assert text.count("Gothenburg") > 20


def test_score_says_what_the_model_knows(installed):
    known, unknown = ArgosEngine(installed).translate(
        ["Skolan köpte ett hus.", "Myrslokar äter gelé."], "sv", "en"
    )
    assert unknown.score < known.score


def test_nothing_forbidden_is_loaded_and_no_socket_opened(installed, tmp_path):
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("XDG_")},
        "HOME": str(tmp_path),
        "RENSKRIFT_PACKAGES": str(installed),
        "RENSKRIFT_CACHE": str(tmp_path / "cache"),
    }
    done = subprocess.run(
        [sys.executable, "-c", ALONE],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    assert done.stderr == ""
    texts, modules, made = json.loads(done.stdout)
    assert texts == [
        "The school bought a house.",
        "",
        "The team sold the car this morning.",
        "Ministern ändrade beslutet.",
    ]
    assert "+argostranslate.package" in modules
    forbidden = {"minisbd", "stanza", "spacy", "torch", "onnxruntime", "+argostranslate.translate"}
    assert forbidden.isdisjoint(modules)
    # The library wants its folders in the home; it gets them in our cache.
    assert {name for name in made if "argos" in name} == {"argos-translate"}
    assert ".local" not in made
    assert ".config" not in made


def test_a_damaged_model_says_what_to_do(tmp_path, tiny_files):
    package = install("sv-en", tiny_files["sv-en"], tmp_path)
    (package.folder / "model" / "model.bin").write_bytes(b"x" * 100)
    with pytest.raises(ModelError, match="renskrift models install sv-en"):
        ArgosEngine(tmp_path).translate(["Ja."], "sv", "en")


def test_a_damaged_tokenizer_says_what_to_do(tmp_path, tiny_files):
    package = install("sv-en", tiny_files["sv-en"], tmp_path)
    (package.folder / "sentencepiece.model").write_bytes(b"x" * 100)
    with pytest.raises(ModelError, match="renskrift models install sv-en"):
        ArgosEngine(tmp_path).translate(["Ja."], "sv", "en")


def test_choice(tmp_path, tiny_files, monkeypatch):
    monkeypatch.setenv("RENSKRIFT_PACKAGES", str(tmp_path))
    install("sv-en", tiny_files["sv-en"], tmp_path)
    engines, notices = choose_engines("auto", ["sv", "en"])
    assert {language: engine.name for language, engine in engines.items()} == {"sv": "argos", "en": "starter"}
    assert len(notices) == 1
    assert "renskrift models install en-sv" in notices[0]
    assert choose_engines("argos", ["sv"])[1] == []
    assert choose_engines("starter", ["sv"])[0]["sv"].name == "starter"
    with pytest.raises(ModelError, match="renskrift models install en-sv"):
        choose_engines("argos", ["sv", "en"])


def test_the_beam_is_part_of_what_is_cached(installed, monkeypatch):
    monkeypatch.setenv("RENSKRIFT_PACKAGES", str(installed))
    engines = [choose_engines("auto", ["sv"], beam=beam)[0]["sv"] for beam in (None, 4, 1)]
    names = ["argos-sv-en@0.1", "argos-sv-en@0.1", "argos-sv-en@0.1+beam1"]
    assert [engine.model("sv", "en") for engine in engines] == names
    starter = choose_engines("starter", ["sv"], beam=2)[0]["sv"]
    assert starter.model("sv", "en").endswith("+beam2")
    odd = ["Myrslokar äter gelé.", "Han åt gröt."]
    greedy, usual = engines[2].translate(odd, "sv", "en"), engines[0].translate(odd, "sv", "en")
    assert [one.score for one in greedy] != [one.score for one in usual]


@pytest.mark.parametrize("engine", ["argos", "starter"])
def test_the_logic_of_an_engine_is_part_of_what_is_cached(installed, monkeypatch, engine):
    monkeypatch.setenv("RENSKRIFT_PACKAGES", str(installed))
    chosen = choose_engines(engine, ["sv"])[0]["sv"]
    usual = chosen.model("sv", "en")
    monkeypatch.setattr({"argos": argos, "starter": starter}[engine], "VERSION", 99)
    assert chosen.model("sv", "en") == f"{usual}+logic99"


def test_many_threads_load_a_package_once(tmp_path, tiny_files, monkeypatch):
    install("sv-en", tiny_files["sv-en"], tmp_path)
    loads = []
    load = argos.load_package
    monkeypatch.setattr(argos, "load_package", lambda package: loads.append(package) or load(package))
    with ThreadPoolExecutor(8) as pool:
        found = list(
            pool.map(lambda _: ArgosEngine(tmp_path).translate(list(SENTENCES), "sv", "en"), range(16))
        )
    assert len(loads) == 1
    assert [one.text for one in found[0]] == list(SENTENCES.values())
    assert found == found[:1] * 16


def test_the_library_says_the_same(installed):
    sentences = [*SENTENCES, "Myrslokar äter gelé.", "Han åt gröt."]
    seconds, texts = by_library(find_package("sv", "en", installed), sentences)
    assert seconds > 0
    ours = ArgosEngine(installed).translate(sentences, "sv", "en")
    assert [" ".join(text.split()) for text in texts] == [one.text for one in ours]


def test_the_speed_is_reported_beside_the_library(installed, tmp_path, monkeypatch):
    monkeypatch.setenv("RENSKRIFT_PACKAGES", str(installed))
    (tmp_path / "pud.sv-en.tsv").write_text("Skolan köpte ett hus.\tThe school bought a house.\n")
    lines = speed(tmp_path).splitlines()
    assert [line.split("|")[1:4] for line in lines[2:]][:2] == [
        [" argos-sv-en@0.1 ", " sv ", " Renskrift, in batches "],
        [" argos-sv-en@0.1 ", " sv ", " Argos Translate, one by one "],
    ]
    assert "|beam:4|" in lines[-1]
