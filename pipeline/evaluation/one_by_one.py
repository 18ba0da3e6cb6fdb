"""Argos Translate as its own users call it: one sentence after the other. Only ever run as a process.

Its ``translate`` loads code under the AGPL, which therefore stays out of Renskrift's own process. Standard
input: one JSON object, ``source``, ``target`` and ``sentences``. Standard output: ``seconds`` and ``texts``.
"""

from __future__ import annotations

import json
import sys
import time

from argostranslate import sbd, translate


def main() -> None:
    """Translate what standard input holds."""
    asked = json.load(sys.stdin)
    source, target, sentences = asked["source"], asked["target"], asked["sentences"]
    # The model that finds sentences would be fetched from the network. These are sentences, and without it
    # the library is faster.
    sbd.MiniSBDSentencizer.split_sentences = lambda _self, text: [text]
    translate.translate("a", source, target)  # What is loaded at first use is not counted.
    started = time.perf_counter()
    texts = [translate.translate(sentence, source, target) for sentence in sentences]
    json.dump({"seconds": time.perf_counter() - started, "texts": texts}, sys.stdout)


if __name__ == "__main__":
    main()
