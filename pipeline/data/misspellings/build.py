"""Make the tables ``en.tsv.gz`` and ``sv.tsv.gz`` of how often letters become others by mistake.

Run it in an environment with ``codespell`` (2.4.3 was used) and this project:

    python pipeline/data/misspellings/build.py

English misspellings are codespell's dictionary. Swedish ones are found in our own frequency list: a word that
no dictionary knows, one edit away from one that is much more frequent than it and than all others that
near; the English ones count a little beside them. A line is what is right, what it becomes, and the natural
logarithm of how often, in hundredths; ``^`` and ``$`` stand for the ends of a word.
"""

import gzip
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

from pipeline.cleaning.candidates import neighbours
from pipeline.cleaning.channel import LONGEST_CHANGE
from pipeline.cleaning.lexicon import dictionary, frequencies, is_word, vocabulary
from pipeline.document import Language

Pair = tuple[str, str, float]
Segment = tuple[str, str]

MOST_EDITS = 3
LEAST: dict[Language, int] = {"en": 10, "sv": 3}
"""A change that was counted less often is left out."""

BESIDE_SWEDISH = 0.1
"""How much an English misspelling counts in the Swedish table."""

UNCERTAIN = 5
"""Added to how often a change could have been made, so that rare ones are not taken for likely."""


def main() -> None:
    """Write the two tables beside this file."""
    english, swedish = list(listed()), list(frequent())
    lists: dict[Language, list[Pair]] = {
        "en": english,
        "sv": [*swedish, *((wrong, right, weight * BESIDE_SWEDISH) for wrong, right, weight in english)],
    }
    for language, pairs in lists.items():
        print(language, len(pairs), "misspellings")
        text = "".join(
            f"{right}\t{wrong}\t{hundredths}\n" for right, wrong, hundredths in table(pairs, LEAST[language])
        )
        target = Path(__file__).with_name(f"{language}.tsv.gz")
        # mtime=0: the same list gives the same bytes.
        with target.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
            packed.write(text.encode())


def listed() -> Iterator[Pair]:
    """Misspellings of codespell with what was meant; where that is one of several, each counts in part."""
    text = files("codespell_lib").joinpath("data", "dictionary.txt").read_text("utf-8")
    for line in text.splitlines():
        wrong, meant = line.lower().split("->", 1)
        words = [word for one in meant.split(",") if re.fullmatch("[a-z]+", word := one.strip())]
        if re.fullmatch("[a-z]+", wrong):
            yield from ((wrong, word, 1 / len(words)) for word in words)


def frequent() -> Iterator[Pair]:
    """Frequent Swedish misspellings, guessed from the frequency list."""
    counts, known = frequencies("sv"), vocabulary("sv")
    for wrong, count in counts.items():
        if wrong in known or count < 10 or not re.fullmatch("[a-zåäö]{6,16}", wrong):
            continue
        near = {word: known[word] for word in neighbours("sv").within_one(wrong)}
        most = max(near, key=lambda word: (near[word], word), default="")
        if not most or near[most] < max(500, 20 * count, 0.8 * sum(near.values())):
            continue
        # Names are often one letter away from a word, and so are English words.
        if dictionary("sv").accepts(most) and not is_word(wrong, "en"):
            yield wrong, most, 1.0


def table(pairs: Iterable[Pair], least: int) -> list[tuple[str, str, int]]:
    """Each change of letters with its weight, sorted."""
    made: dict[Segment, float] = defaultdict(float)
    possible: dict[str, float] = defaultdict(float)
    for wrong, right, weight in pairs:
        segments = aligned(f"^{wrong}$", f"^{right}$")
        if sum(one != two for one, two in segments) > MOST_EDITS:
            continue
        whole = f"^{right}$"
        for size in range(LONGEST_CHANGE + 1):
            for start in range(len(whole) - size + 1):
                possible[whole[start : start + size]] += weight
        for change in changes(segments):
            made[change] += weight
    letters = sum(count for part, count in possible.items() if len(part) == 1)
    return sorted(
        (right, wrong, round(100 * math.log(count / ((possible[right] if right else letters) + UNCERTAIN))))
        for (right, wrong), count in made.items()
        if count >= least
    )


def changes(segments: list[Segment]) -> Iterator[Segment]:
    """Each difference alone, and with up to two of the segments before and behind it."""
    for place, (one, two) in enumerate(segments):
        if one == two:
            continue
        for start in range(max(0, place - 2), place + 1):
            for end in range(place + 1, min(len(segments), place + 3) + 1):
                right = "".join(segment[0] for segment in segments[start:end])
                wrong = "".join(segment[1] for segment in segments[start:end])
                if max(len(right), len(wrong)) <= LONGEST_CHANGE:
                    yield right, wrong


def aligned(wrong: str, right: str) -> list[Segment]:
    """The words cut into pieces that belong together, with the fewest edits; swapped letters are one."""
    best: dict[tuple[int, int], tuple[int, list[Segment]]] = {(0, 0): (0, [])}
    for i in range(len(right) + 1):
        for j in range(len(wrong) + 1):
            ways = [
                (edits + (one != two), [*path, (one, two)])
                for a, b in ((1, 1), (1, 0), (0, 1), (2, 2))
                if (i - a, j - b) in best and (a < 2 or right[i - 2 : i] == wrong[j - 2 : j][::-1])
                for edits, path in [best[i - a, j - b]]
                for one, two in [(right[i - a : i], wrong[j - b : j])]
            ]
            if ways:
                best[i, j] = min(ways, key=lambda way: way[0])
    return best[len(right), len(wrong)][1]


if __name__ == "__main__":
    main()
