"""Puts the request's values in place of a policy's variables, as AWS does before it compares.

The emulator takes `${aws:PrincipalTag/Owner}` for plain text, so that a statement with it never allows what AWS would
allow. By IAM's guide (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html) a variable stands
in a resource or a condition's value, a statement whose variable has no single value is invalid, and `${*}`, `${?}` and
`${$}` are these characters themselves.
"""

import dataclasses
import re

from ministack.core import iam_evaluator

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_CHARACTERS = ("*", "?", "$")

_first_match = iam_evaluator._first_match


class NoValue(Exception):
    """The request has no single value for a variable."""


def install() -> None:
    """Puts the addition in place; call it before the emulator serves."""
    iam_evaluator._first_match = first_match


def first_match(context, statements, effect):
    for statement in statements:
        try:
            if _first_match(context, [resolved(statement, context)], effect):
                return statement
        except NoValue:
            continue
    return None


def resolved(statement, context):
    return dataclasses.replace(
        statement,
        resources=replaced(statement.resources, context),
        not_resources=replaced(statement.not_resources, context),
        conditions=replaced(statement.conditions, context),
    )


def replaced(value, context):
    """The same texts, lists and objects with values for variables."""
    if isinstance(value, str):
        return _VARIABLE.sub(lambda found: value_of(found[1], context), value)
    if isinstance(value, list):
        return [replaced(each, context) for each in value]
    if isinstance(value, dict):
        return {key: replaced(each, context) for key, each in value.items()}
    return value


def value_of(name, context):
    if name in _CHARACTERS:
        return name
    key, _, default = (part.strip() for part in name.partition(","))
    value = iam_evaluator._resolve_condition_key(key, context)
    if value is None and default:
        return default.strip("'")
    if value is None or isinstance(value, list):
        raise NoValue(name)
    return str(value)
