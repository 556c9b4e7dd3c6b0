"""Checkers that are made once: each builds an index of where words stand."""

from __future__ import annotations

import pytest
from assistant_fakes import make_catalogue

from assistant.checking import Checker
from knowledge.catalogue import Catalogue
from knowledge.citations import ReferenceFinder
from knowledge.library import Library


@pytest.fixture(scope="session")
def checker(tiny_library: Library) -> Checker:
    """Over the invented laws."""
    return Checker(tiny_library, ReferenceFinder(tiny_library), make_catalogue())


@pytest.fixture(scope="session")
def national_checker(national: Library, catalogue: Catalogue) -> Checker:
    return Checker(national, ReferenceFinder(national, tuple(catalogue.repealed)), catalogue)


@pytest.fixture(scope="session")
def whole_checker(all_texts: Library, catalogue: Catalogue) -> Checker:
    """Over the national laws and the library folder."""
    return Checker(all_texts, ReferenceFinder(all_texts, tuple(catalogue.repealed)), catalogue)
