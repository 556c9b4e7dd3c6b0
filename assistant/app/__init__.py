"""The web app: a page for workers, and the same answers for programs."""

from .server import create_app

__all__ = ["create_app"]
