"""Makes the emulator's Step Functions wait for a task token as AWS does.

- A state whose HeartbeatSeconds pass without a heartbeat fails with States.HeartbeatTimeout; the emulator only keeps them
  (https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskHeartbeat.html).
- An answer of RunTask with `failures` fails the state with AmazonECS.Unknown; the emulator would wait for a token that no
  task has (https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html).
"""

import contextvars
import json
import threading
import time

from ministack.services import stepfunctions

RUN_TASK = "arn:aws:states:::ecs:runTask"

# How often it is looked for a heartbeat, in seconds.
INTERVAL = 0.5

_run_task = stepfunctions._SERVICE_DISPATCH[RUN_TASK]


def install() -> None:
    """Puts the addition in place; call it before the emulator serves, and after whom it is to wrap."""
    global _invoke_with_callback
    _invoke_with_callback = stepfunctions._invoke_with_callback
    stepfunctions._invoke_with_callback = invoke_with_callback
    stepfunctions._SERVICE_DISPATCH[RUN_TASK] = run_task


def run_task(resource, input_data):
    """Of the patterns only those that wait for the task are understood: no other is used here."""
    answer = _run_task(resource, input_data)
    if answer.get("failures"):
        raise stepfunctions._ExecutionError("AmazonECS.Unknown", json.dumps(answer["failures"]))
    return answer


def invoke_with_callback(resource, input_data, token, state_def):
    seconds = state_def.get("HeartbeatSeconds")
    if seconds is None:
        return _invoke_with_callback(resource, input_data, token, state_def)
    over = threading.Event()
    # Tokens are kept by account and region, which a thread does not inherit.
    watch = contextvars.copy_context().run
    threading.Thread(target=watch, args=(watch_heartbeats, token, seconds, over), daemon=True).start()
    try:
        return _invoke_with_callback(resource, input_data, token, state_def)
    finally:
        over.set()


def watch_heartbeats(token, seconds, over):
    """Answers the token as failed when nothing has been heard for `seconds`."""
    last, heard = None, time.monotonic()
    while not over.wait(INTERVAL):
        waiting = stepfunctions._task_tokens.get(token)
        if waiting is None or waiting["event"].is_set():
            continue
        if waiting["heartbeat"] != last:
            last, heard = waiting["heartbeat"], time.monotonic()
        elif time.monotonic() - heard > seconds:
            waiting["error"] = {"Error": "States.HeartbeatTimeout", "Cause": ""}
            waiting["event"].set()
            return
