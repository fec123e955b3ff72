"""Runs the `aws ec2` commands of a script with boto3, as the AWS CLI would: for scripts that the program writes.

Reads what the program uses of the shell: comments, continued lines, `if [ A = B ]`, `NAME=$(command)`, `"$NAME"`,
and quotes. An option that the operation does not have is an error, as is any other command.
"""

from __future__ import annotations

import json
import re
import shlex
from typing import Any


def run(script: str, ec2: Any, account: str) -> list[str]:
    """Do every command and return the names of the operations, in order."""
    names = {"account": account}
    done: list[str] = []
    is_skipping = False
    for line in script.replace("\\\n", " ").splitlines():
        text = line.strip()
        if not text or text.startswith("#") or text == "set -eu" or "sts get-caller-identity" in text:
            continue
        if text.startswith("case "):
            if account not in text:
                return done
            continue
        words = shlex.split(text)
        if words[0] == "if":
            assert (words[1], words[3], words[5:]) == ("[", "=", ["];", "then"]), words
            is_skipping = names[words[2].removeprefix("$")] != words[4]
        elif words[0] == "fi":
            is_skipping = False
        elif not is_skipping:
            done.append(_line(text, ec2, names))
    return done


def _line(text: str, ec2: Any, names: dict[str, str]) -> str:
    kept = re.fullmatch(r"(\w+)=\$\((.*)\)", text)
    words = [re.sub(r"^\$(\w+)$", lambda name: names[name[1]], word) for word in shlex.split(kept[2] if kept else text)]
    operation, answer, query = call(words, ec2)
    if kept:
        names[kept[1]] = answer[query]
    return operation


def call(words: list[str], ec2: Any) -> tuple[str, dict[str, Any], str]:
    """Do one command; return its operation, the answer and what `--query` asks of it."""
    assert words[:2] == ["aws", "ec2"], words
    method = words[2].replace("-", "_")
    members = ec2.meta.service_model.operation_model(ec2.meta.method_to_api_mapping[method]).input_shape.members
    spelled = {re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower(): name for name in members}
    options: dict[str, list[str]] = {}
    for word in words[3:]:
        if word.startswith("--"):
            options[word[2:]] = []
        else:
            options[list(options)[-1]].append(word)
    assert options.pop("region") == [ec2.meta.region_name]
    query = options.pop("query", [""])[0]
    options.pop("output", None)
    arguments = {}
    for option, values in options.items():
        plain = option.removeprefix("no-") if option.startswith("no-") else option
        shape = members[spelled[plain]]
        arguments[spelled[plain]] = _value(shape, values, is_on=plain == option)
    return words[2], getattr(ec2, method)(**arguments), query


def _value(shape: Any, values: list[str], *, is_on: bool) -> Any:
    if shape.type_name == "boolean" and not values:
        return is_on
    if shape.type_name == "list":
        if values[0].startswith("["):
            return json.loads(values[0])
        if values[0].startswith("Name="):
            return [{"Name": name, "Values": said.split(",")} for name, said in (_filter(value) for value in values)]
        return values
    [value] = values
    if shape.type_name == "structure":
        return json.loads(value)
    return value == "true" if shape.type_name == "boolean" else value


def _filter(text: str) -> tuple[str, str]:
    name, _, said = text.removeprefix("Name=").partition(",Values=")
    return name, said
