"""Lets a cluster of the emulator's ECS have no capacity, which it otherwise never lacks.

RunTask on a cluster with the tag Capacity=none is answered as Fargate answers when it has no room: with success, no tasks
and `failures` (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html).
"""

from ministack.core.responses import json_response
from ministack.services import ecs

NO_CAPACITY = {"key": "Capacity", "value": "none"}
REASON = "Capacity is unavailable at this time. Please try again later or in a different availability zone"

_run_task = ecs._run_task


def install() -> None:
    """Puts the addition in place; call it before the emulator serves."""
    ecs._run_task = run_task


def run_task(data):
    cluster = ecs._clusters.get(ecs._resolve_cluster_name(data.get("cluster", "default")))
    if cluster is None or NO_CAPACITY not in ecs._tags.get(cluster["clusterArn"], []):
        return _run_task(data)
    failures = [{"arn": cluster["clusterArn"], "reason": REASON} for _ in range(data.get("count", 1))]
    return json_response({"tasks": [], "failures": failures})
