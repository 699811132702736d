"""Starts the emulator with IAM checks that see what AWS would see (request_context.py, policy_simulation.py), and with
what the fleet's monitoring and pipeline use and the emulator lacks (../emulator-monitoring, ../emulator-pipeline)."""

import sys
from pathlib import Path

# The repository's folder stays as it is.
sys.dont_write_bytecode = True

for folder in ("emulator-monitoring", "emulator-pipeline"):
    sys.path.append(str(Path(__file__).parent.parent / folder))

import bucket_metrics  # noqa: E402
import function_turns  # noqa: E402
import host_capacity  # noqa: E402
import leading_keys  # noqa: E402
import metric_filters  # noqa: E402
import policy_simulation  # noqa: E402
import policy_variables  # noqa: E402
import query_definitions  # noqa: E402
import request_context  # noqa: E402
import task_capacity  # noqa: E402
import task_token  # noqa: E402

# Before the emulator's application is loaded, which takes some of what is replaced by name.
request_context.install()
leading_keys.install()
policy_variables.install()
policy_simulation.install()
bucket_metrics.install()
metric_filters.install()
query_definitions.install()
function_turns.install()
host_capacity.install()
task_capacity.install()
task_token.install()

from ministack.app import main  # noqa: E402

main()
