import { checkHosts } from "../../backend/registry/check-hosts";
import { checkRegistry, type RegistryCheck } from "../../backend/registry/check-registry";
import type { Context } from "../context";
import type { EnvironmentBackend } from "../engine/environment-backend";
import { askRegistry, registryOf } from "../engine/registry";

/** Stacks that are looked at at the same time. */
const WIDTH = 8;

/** Milliseconds within which an event is indexed, unless something is wrong. */
const SETTLING = 10_000;

/** Compares registry, state, and the hosts in AWS; changes nothing. */
export async function examineRegistry(
  context: Context,
  backend: EnvironmentBackend,
  signal?: AbortSignal,
): Promise<RegistryCheck> {
  const registry = registryOf(context, backend);
  const { clock } = context;
  const check = await askRegistry(backend, () =>
    checkRegistry(registry, {
      width: WIDTH,
      now: clock.now(),
      settle: () => clock.sleep(SETTLING),
      signal,
    }),
  );
  const hosts = await checkHosts(registry, context.clients(backend.region).finders.ec2);
  return { ...check, findings: [...check.findings, ...hosts] };
}
