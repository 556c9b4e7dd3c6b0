"""How sure a figure and a difference are."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

__all__ = ["ROUNDS", "SEED", "paired_p_value", "wilson_interval"]

SEED, ROUNDS = 20240501, 10_000
# Rounds computed at once: bounds memory at ROUNDS_AT_ONCE x cases.
_AT_ONCE = 500


def paired_p_value(ours: Sequence[float], theirs: Sequence[float], seed: int = SEED, rounds: int = ROUNDS) -> float:
    """Two-sided p of the paired randomisation test on the mean difference; 1 for identical systems.

    Under the null hypothesis the two systems are exchangeable on each case, so the sign of each
    difference is random: p = (1 + #{|sum of s_i d_i| >= |sum of d_i|}) / (1 + rounds), with s_i = ±1.
    Smucker, Allan, Carterette: A Comparison of Statistical Significance Tests for Information
    Retrieval Evaluation (CIKM 2007); the +1 after Phipson and Smyth (2010).

    Raises:
        ValueError: The systems have not the same number of cases.
    """
    if len(ours) != len(theirs):
        raise ValueError(f"expected two values per case, got {len(ours)} and {len(theirs)}")
    differences = np.asarray(ours, np.float64) - np.asarray(theirs, np.float64)
    differences = differences[differences != 0]
    if not len(differences):
        return 1.0
    observed = abs(float(differences.sum())) - 1e-9
    random = np.random.default_rng(seed)
    extreme = 0
    for start in range(0, rounds, _AT_ONCE):
        size = (min(_AT_ONCE, rounds - start), len(differences))
        signs = random.integers(0, 2, size=size) * 2 - 1
        extreme += int(np.count_nonzero(np.abs(signs @ differences) >= observed))
    return (1 + extreme) / (1 + rounds)


def wilson_interval(share: float, cases: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927).

    (p + z²/2n ± z·sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n)
    """
    if cases < 1:
        raise ValueError("expected at least one case")
    middle = share + z * z / (2 * cases)
    spread = z * math.sqrt(share * (1 - share) / cases + z * z / (4 * cases * cases))
    scale = 1 + z * z / cases
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)
