"""The change itself: turns recommendations into CloudFormation, Terraform or AWS CLI commands with a runbook."""

from nat_attrib.change.gather import gather
from nat_attrib.change.model import Form, Plan
from nat_attrib.change.render import render

__all__ = ["Form", "Plan", "gather", "render"]
