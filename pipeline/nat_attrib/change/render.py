"""Writes a plan as one file: the runbook as comments, then the code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nat_attrib.change import checked, cloudformation, commands, runbook, terraform
from nat_attrib.change.model import Form

if TYPE_CHECKING:
    from nat_attrib.change.model import Plan

_BODY = {Form.CLOUDFORMATION: cloudformation.body, Form.TERRAFORM: terraform.body, Form.CLI: commands.body}


def render(plan: Plan, form: Form) -> str:
    """Return the plan in a form; where it has no code for it, the runbook alone."""
    head = checked.comment(runbook.lines(plan, form))
    shebang = ["#!/bin/sh"] if form == Form.CLI else []
    body = _BODY[form](plan)
    return "\n".join([*shebang, *head, ""]) + (f"\n{body}" if body else "")
