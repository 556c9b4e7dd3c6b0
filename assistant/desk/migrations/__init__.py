"""Alembic's folder: ``versions`` in order make the tables of :mod:`assistant.desk.tables`.

A new version is written by hand after the pattern of the first; tests compare the outcome with the tables.
"""
