"""The only package that knows `duckdb`: connections, and files shown as tables."""

from nat_attrib.duck.connection import (
    STORAGE_VERSION,
    Duck,
    Error,
    FatalException,
    IOException,
    OutOfMemoryException,
    connect,
)
from nat_attrib.duck.files import Column, csv_view, json_view, nested_parquet_view, parquet_view, text_view

__all__ = [
    "STORAGE_VERSION",
    "Column",
    "Duck",
    "Error",
    "FatalException",
    "IOException",
    "OutOfMemoryException",
    "connect",
    "csv_view",
    "json_view",
    "nested_parquet_view",
    "parquet_view",
    "text_view",
]
