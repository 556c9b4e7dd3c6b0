"""``python -m index`` makes the default embedding model, or verifies the one that is there."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path

from .model import DEFAULT_MODEL, load_encoder

home = Path(os.environ.get("XUEFA_HOME") or user_data_path("xuefa"))
encoder = load_encoder(DEFAULT_MODEL, home, print)
print(f"{encoder.name}: {encoder.dim} dimensions, in {home / 'models'}")
