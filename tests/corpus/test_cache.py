"""Machine translations in the store: by sentence, languages, engine and version."""

from __future__ import annotations

from pathlib import Path

from pipeline.corpus.cache import StoreCache
from pipeline.corpus.store import Store
from pipeline.translation import Hypothesis
from pipeline.translation.argos import ArgosEngine
from pipeline.translation.engine import BEAM, Engine, with_settings
from pipeline.translation.starter import StarterEngine


def cache(store: Store, engine: Engine | None = None) -> StoreCache:
    chosen = engine or StarterEngine()
    return StoreCache(store, {"sv": chosen, "en": chosen})


def test_it_remembers_and_the_first_translation_stays(store: Store) -> None:
    one = {"Hej": Hypothesis("Hello", -0.25, -0.5)}
    many = {f"Mening {number}": Hypothesis(str(number), -1.0) for number in range(1200)}
    odd = {"Hej\ud83d\0": Hypothesis("\ud83d", -1.0)}
    kept = cache(store)
    for new in (one | many, {"Hej": Hypothesis("Hi", -0.1)}, odd, {}):
        kept.put(new, "sv", "m@1")
    assert kept.get(["Hej", "Nej"], "sv", "m@1") == one
    assert kept.get(list(many), "sv", "m@1") == many
    assert kept.get(list(odd), "sv", "m@1") == odd
    assert kept.get([], "sv", "m@1") == {}


def test_another_version_engine_or_direction_is_translated_anew(store: Store) -> None:
    cache(store).put({"Hej": Hypothesis("Hello", -0.25)}, "sv", "m@1")
    assert cache(store).get(["Hej"], "sv", "m@2") == {}
    assert cache(store).get(["Hej"], "en", "m@1") == {}
    assert cache(store, ArgosEngine()).get(["Hej"], "sv", "m@1") == {}


def test_what_an_older_logic_of_the_engine_has_made_is_translated_anew(store: Store) -> None:
    names = [with_settings("m@1", logic, beam) for logic in (1, 2) for beam in (BEAM, 1)]
    for name in names:
        assert cache(store).get(["Hej"], "sv", name) == {}
        cache(store).put({"Hej": Hypothesis(name, -0.25)}, "sv", name)
    for name in names:
        assert cache(store).get(["Hej"], "sv", name)["Hej"].text == name


def test_it_is_there_when_the_store_is_opened_again(tmp_path: Path) -> None:
    with Store.of(tmp_path) as store:
        cache(store).put({"Hej": Hypothesis("Hello", -0.25)}, "sv", "m@1")
    with Store.of(tmp_path) as store:
        assert list(cache(store).get(["Hej"], "sv", "m@1")) == ["Hej"]
