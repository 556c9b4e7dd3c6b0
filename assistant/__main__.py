"""``python -m assistant`` is the command ``xuefa``."""

from .cli import main

main()
