"""Fit the weights of `pipeline.cleaning.slips`: ``python -m pipeline.evaluation.slips_weights FOLDER``.

The likelihood of the right readings is maximised over the development half of the cases, with the embedded
model and without. Weights are drawn to those that were set by hand (``PRIOR``), because the cases are few,
and an article in which nothing is wrong counts several times, because in the wild they are the most.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from pipeline.cleaning.context import sentence_scorer
from pipeline.cleaning.mentions import DATA
from pipeline.cleaning.ranking import probabilities
from pipeline.cleaning.slip_candidates import Doubt
from pipeline.cleaning.slips import MODEL_SIGNALS, doubts
from pipeline.cleaning.stage import Context, Scorer
from pipeline.evaluation.slips import Case, cases, puts_right

PRIOR: Mapping[str, float] = {
    **{"bias": -5.5, "remote": 1.0, "others": -1.2, "strangers": -0.4, "cues": -1.5, "role": 2.0},
    **{"modifier": 4.0, "share": 0.8, "alike": 2.5, "focus": 0.4, "main": 0.2, "named": 0.8, "at_home": -0.6},
    **{"claim_neighbour": 9.0, "claim_capital": 9.5, "claim_city": 9.0, "claim_person": 9.5},
    **{
        "claim_region": 8.0,
        "claim_list": 6.0,
        "alike_and_fits": 6.0,
        "alike_and_only": 2.5,
        "sentence": 1.5,
        "context": 1.0,
    },
    **{"sentence_and_fits": 2.5, "context_and_fits": 1.5, "sentence_and_only": 0.5, "unanchored": -8.0},
    **{
        "claim_border": 5.0,
        "claim_slot": 5.0,
        "claim_state": 4.5,
        "unique": 2.0,
        "main_and_only": 1.0,
        "same": -1.5,
        "unnamed": 0.5,
    },
}

PULL = 1.0
"""How strongly each weight is drawn to the one set by hand."""

CLEAN = 3.0
"""How often a mention that is right counts."""

STEPS = 1500
RATE = 0.02

Example = tuple[list[dict[str, float]], int, float]


def examples(chosen: Sequence[Case], scorer: Scorer | None) -> list[Example]:
    """For each doubted mention the signals of its candidates, which is right (0: none), and its weight.

    A slip of which no candidate is what was meant is left out: to leave it alone would not be right either.
    """
    found = []
    for case in chosen:
        for doubt in doubts(case.text, case.language, Context(case.language, scorer)):
            right = _right(doubt, case)
            if case.slip and not right and doubt.mention.start <= case.slip[0] < doubt.mention.end:
                continue
            signals = [dict(candidate.signals) for candidate in doubt.candidates]
            found.append((signals, right, 1.0 if right else CLEAN))
    return found


def fit(chosen: Sequence[Example], names: Sequence[str]) -> dict[str, float]:
    """The weights under which the right readings are likeliest."""
    prior = np.array([PRIOR[name] for name in names])
    rows = [np.array([[one.get(name, 0.0) for name in names] for one in signals]) for signals, _, _ in chosen]
    weights = prior.copy()
    for _ in range(STEPS):
        slope = PULL * (prior - weights)
        for values, (_, right, weight) in zip(rows, chosen, strict=True):
            shares = np.array(probabilities([0.0, *(values @ weights)])[1:])
            slope += weight * ((values[right - 1] if right else 0.0) - shares @ values)
        weights += RATE * slope / np.sqrt(len(chosen))
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}


def main(folder: Path) -> None:
    """Fit both sets of weights and write them to ``pipeline/data/slips.json``."""
    chosen = [case for case in cases(folder) if not case.held_out]
    settings = json.loads(DATA.read_text(encoding="utf-8"))
    for name, scorer in (("with_model", sentence_scorer()), ("without_model", None)):
        names = [one for one in PRIOR if scorer or one not in MODEL_SIGNALS]
        settings["weights"][name] = fit(examples(chosen, scorer), names)
    DATA.write_text(json.dumps(settings, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _right(doubt: Doubt, case: Case) -> int:
    for number, candidate in enumerate(doubt.candidates, 1):
        if puts_right(*candidate.replacement, case):
            return number
    return 0


if __name__ == "__main__":
    main(Path(sys.argv[1]))
