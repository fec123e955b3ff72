"""Reads flow logs: which objects, their bytes, their rows, and the ledger."""
