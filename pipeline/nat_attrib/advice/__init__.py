"""Advice to act on: findings, the change itself with its runbook, the proof afterwards, prices and own rates."""
