"""The DuckDB file: its schema, and the copy, extend, rename that keeps readers and writers out of each other's way."""

from nat_attrib.store.file import reading, writing
from nat_attrib.store.rewrite import rewrite
from nat_attrib.store.schema import SCHEMA_VERSION, install

__all__ = ["SCHEMA_VERSION", "install", "reading", "rewrite", "writing"]
