"""Gives the simulation of policies the context that its caller names.

The emulator's SimulateCustomPolicy leaves ContextEntries out, so that a statement with a condition never allows. By the
API's reference the entries are the values of the condition keys of the simulated calls
(https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html).
"""

import dataclasses
from contextvars import ContextVar

from ministack.core import iam_evaluator
from ministack.services import iam

_evaluate = iam_evaluator.evaluate
_extract_simulate_params = iam._extract_simulate_params
_build_simulate_results_real = iam._build_simulate_results_real

# Condition keys of the simulation that is under way, in lower case as the evaluator looks them up.
_given = ContextVar("given", default=None)


def install() -> None:
    """Puts the addition in place; call it before the emulator serves."""
    iam_evaluator.evaluate = evaluate
    iam._extract_simulate_params = extract_simulate_params
    iam._build_simulate_results_real = build_simulate_results


def extract_simulate_params(params):
    _given.set(context_entries(params))
    return _extract_simulate_params(params)


def build_simulate_results(*details):
    try:
        return _build_simulate_results_real(*details)
    finally:
        _given.set(None)


def evaluate(context, policies, *limits):
    given = _given.get()
    if given is not None:
        context = dataclasses.replace(context, service_context=given)
    return _evaluate(context, policies, *limits)


def context_entries(params):
    """Keys and values of the entries; of a key with several values, the list."""
    found = {}
    for entry in members(params, "ContextEntries.member"):
        values = [iam._p(params, value) for value in members(params, f"{entry}.ContextKeyValues.member")]
        found[iam._p(params, f"{entry}.ContextKeyName").lower()] = values[0] if len(values) == 1 else values
    return found


def members(params, prefix):
    """Names of a list's members, in order."""
    index = 1
    while any(name == f"{prefix}.{index}" or name.startswith(f"{prefix}.{index}.") for name in params):
        yield f"{prefix}.{index}"
        index += 1
