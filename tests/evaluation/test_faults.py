import pytest

from pipeline.evaluation.faults import FAULTS, spoil
from pipeline.evaluation.parallel import Line, Name, read
from pipeline.evaluation.survival import Survival, survival
from pipeline.translation.checks import flags

TEXTS = [
    (
        "President Tokajev sade i Wien att ”3 500 soldater (av 10 000) inte har lämnat landet på åratal”.",
        "President Tokayev said in Vienna that “3,500 soldiers (of 10,000) have not left the land for ages”.",
        (Name("Tokajev", "PER"), Name("Wien", "LOC")),
        (Name("Tokayev", "PER"), Name("Vienna", "LOC")),
    ),
    (
        "Lukasjenko sade i Warszawa att ”2 700 personer (av 9 000) aldrig hade fått pengar för sitt arbete”.",
        "Lukashenko said in Warsaw that “2,700 people (of 9,000) had never been given money for their work”.",
        (Name("Lukasjenko", "PER"), Name("Warszawa", "LOC")),
        (Name("Lukashenko", "PER"), Name("Warsaw", "LOC")),
    ),
    (
        "Regeringen har byggt många skolor i de fattiga delarna av Kirgizistan de senaste åren.",
        "The government has built many schools in the poor parts of Kyrgyzstan in recent years.",
        (Name("Kirgizistan", "LOC"),),
        (Name("Kyrgyzstan", "LOC"),),
    ),
]
LINES = [
    Line(number, {"sv": sv, "en": en}, {"sv": ours, "en": theirs})
    for number, (sv, en, ours, theirs) in enumerate(TEXTS, 1)
]


def test_the_translations_have_no_flags_as_they_are():
    for line in LINES:
        assert flags(*line.pair("sv"), "sv") == ()
        assert flags(*line.pair("en"), "en") == ()


@pytest.mark.parametrize("kind", [kind for kind in FAULTS if kind != "another_sentence"])
def test_a_fault_is_made_and_found(kind):
    spoilt = [one for one in spoil(LINES, each=3) if one.kind == kind]
    assert {one.language for one in spoilt} == {"sv", "en"}
    assert all(one.target != LINES[one.line - 1].pair(one.language)[1] for one in spoilt)
    missed = [one.target for one in spoilt if not flags(one.source, one.target, one.language)]
    assert missed == []


def test_faults_are_the_same_in_every_run():
    assert list(spoil(LINES, each=2)) == list(spoil(LINES, each=2))


def test_names_and_numbers_of_a_good_translation_survive():
    assert survival([(line, line.text["en"]) for line in LINES], "sv") == Survival(4, 4, 5, 5)


def test_a_name_in_another_form_than_the_human_one_survives_where_it_is_accepted():
    assert survival([(LINES[2], "Schools in Georgia.")], "sv").names_kept == 0
    assert survival([(LINES[2], "Kyrgyz schools.")], "sv").names_kept == 1


def test_lines_are_read_with_their_names(tmp_path):
    (tmp_path / "names-pud").mkdir()
    (tmp_path / "pud.sv-en.tsv").write_text("Obama kom.\tNow Barack Obama came.\n", encoding="utf-8")
    rows = {
        "sv": ("Obama kom.", "Obama B-PER|kom O|. O"),
        "en": ("Now Barack Obama came.", "Now O|Barack B-PER|Obama I-PER|came O|. O"),
    }
    for language, (text, tokens) in rows.items():
        lines = [
            f"{number}\t" + token.replace(" ", "\t") for number, token in enumerate(tokens.split("|"), 1)
        ]
        block = "\n".join([f"# text = {text}", *lines])
        (tmp_path / "names-pud" / f"{language}.iob2").write_text(block + "\n\n", encoding="utf-8")
    (line,) = read(tmp_path)
    assert line.names == {"sv": (Name("Obama", "PER"),), "en": (Name("Barack Obama", "PER"),)}
    assert not line.held_out
