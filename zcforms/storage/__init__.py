"""Rows and files. `work` is the way in: one unit of work, one transaction, named shelves; no SQL above this room."""
