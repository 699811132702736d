import type { Holder } from "../../backend/locks/holder";
import type { LockHolder } from "../../backend/locks/locks";

/** A person's run on a machine that is not this one. */
export function holder(given: Partial<Holder> = {}): Holder {
  return { id: "run-1", kind: "person", user: "ada", host: "desk", pid: 7, ...given };
}

/** A run of the pipeline's runner. */
export function taskHolder(given: Partial<Holder> = {}): Holder {
  return holder({
    kind: "task",
    user: "root",
    host: "ip-10-0-0-7",
    task: {
      cluster: "hyperion-dev-runner",
      arn: "arn:aws:ecs:eu-west-1:111122223333:task/hyperion-dev-runner/0a1b",
    },
    ...given,
  });
}

/** A run of a GitHub workflow on one of GitHub's own machines. */
export function ciHolder(given: Partial<Holder> = {}): Holder {
  return holder({
    kind: "ci",
    user: "runner",
    host: "fv-az7",
    run: "https://github.com/hyperion/fleet/actions/runs/7/attempts/2",
    hosted: true,
    ...given,
  });
}

/** What Pulumi writes into a lock, as somebody on a machine that is not this one. */
export function lockHolder(given: Partial<LockHolder> = {}): LockHolder {
  return { pid: 7, username: "ada", hostname: "desk", timestamp: "2026-01-31T12:00:00Z", ...given };
}
