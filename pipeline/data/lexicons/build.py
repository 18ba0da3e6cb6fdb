"""Make the frequency lists ``sv.tsv.gz`` and ``en.tsv.gz`` from wordfreq's large lists.

Run it in an environment with ``wordfreq`` (3.1.1 was used) and this project:

    python pipeline/data/lexicons/build.py

A line is a word, its frequency as counts in a billion words, and 1 where the hunspell dictionaries accept
it, 2 where they do with a capital only, else 0: wordfreq counts what people write, typing errors too.
"""

import gzip
import re
from pathlib import Path

import wordfreq  # type: ignore[import-not-found]

from pipeline.cleaning.lexicon import dictionary
from pipeline.document import LANGUAGES

ALPHABET = {"sv": "a-zåäöéèüáà", "en": "a-zéèêïñç"}


def main() -> None:
    """Write the two lists beside this file."""
    for language in LANGUAGES:
        pattern = re.compile(f"[{ALPHABET[language]}]+(?:['-][{ALPHABET[language]}]+)*")
        lines = []
        for word, frequency in wordfreq.get_frequency_dict(language, wordlist="large").items():
            if pattern.fullmatch(word):
                spells = dictionary(language).spells
                known = 1 if spells(word) else 2 if spells(word.capitalize()) else 0
                lines.append((-round(frequency * 1e9), word, known))
        target = Path(__file__).with_name(f"{language}.tsv.gz")
        text = "".join(f"{word}\t{-count}\t{known}\n" for count, word, known in sorted(lines))
        # mtime=0: the same list gives the same bytes.
        with target.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
            packed.write(text.encode())


if __name__ == "__main__":
    main()
