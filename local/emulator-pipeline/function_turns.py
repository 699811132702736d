"""Lets functions that Step Functions calls take turns, as many at once as this machine has room for.

AWS has room for a thousand at once. The emulator starts a process for each, up to a limit by memory: hundreds of executions
that call a function in the same second would start a hundred and more, none of which gets on. A task's TimeoutSeconds
counts from its turn.
"""

import os
import threading

from ministack.services import stepfunctions

AT_ONCE_PER_PROCESSOR = 4
FUNCTION = "arn:aws:states:::lambda:invoke"

_turns = threading.BoundedSemaphore(AT_ONCE_PER_PROCESSOR * (os.cpu_count() or 1))
_invoke = stepfunctions._invoke_resource_with_timeout


def install() -> None:
    """Puts the addition in place; call it before the emulator serves."""
    stepfunctions._invoke_resource_with_timeout = invoke


def invoke(resource, input_data, timeout):
    if resource != FUNCTION:
        return _invoke(resource, input_data, timeout)
    with _turns:
        return _invoke(resource, input_data, timeout)
