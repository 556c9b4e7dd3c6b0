"""Drafts that were written to take long."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DRAFTS = """
from assistant_fakes import DAY, make_catalogue, make_library
from assistant.checking import Checker
from knowledge.citations import ReferenceFinder

library = make_library()
checker = Checker(library, ReferenceFinder(library), make_catalogue())
law, words = "《示例工资法》第二条", "“老板应当在每月十日前把工资交到工友手里”"
size = 20000
drafts = {
    "a chain": law + "、第二条" * (size // 4),
    "paragraphs": law + "第一款" * (size // 3),
    "space after a quotation": law + words + " " * size + "甲" + law,
    "space between references": law + " " * size + "甲" + law,
    "breaks after a quotation": law + words + chr(10) * size + "甲" + law,
    "marks that open": law + "规定" + "“" * size,
    "corner marks": law + "「" * (size // 2) + "」" * (size // 2),
    "quotations": (law + words) * (size // 30),
    "a long quotation": law + "规定“" + "工资交到老板手里" * 490 + "”",
    "a quotation of dots": law + "规定“" + "老板…" * 1300 + "”",
    "dots": "“老板应当每月发工资”" + "." * size + law,
    "figures": law + "规定" + "三个月的百分之五，" * (size // 9),
    "modals": law + "规定" + "应当支付工资，" * (size // 7),
    "a claim without end": law + "规定" + "工资" * (size // 2),
    "names that nobody knows": "".join(f"《{chr(0x4E00 + at)}{chr(0x5E00 + at)}法》第一条" for at in range(size // 8)),
}
for name, draft in drafts.items():
    print(name, flush=True)
    checker.check(draft, DAY)
print("done")
"""


def test_the_time_for_a_draft_grows_with_it_and_no_faster() -> None:
    """15 drafts of 20,000 characters; what grew with their square would take minutes."""
    paths = os.pathsep.join(map(str, (ROOT, ROOT / "tests" / "assistant")))
    try:
        ran = subprocess.run(
            [sys.executable, "-c", DRAFTS],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": paths},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        pytest.fail(f"stuck at {(error.stdout or b'').decode().splitlines()[-1:]}")
    assert ran.stdout.endswith("done\n"), ran.stderr
