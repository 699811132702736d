import { checkHosts } from "../../backend/registry/check-hosts";
import { checkRegistry, type RegistryCheck } from "../../backend/registry/check-registry";
import type { Context } from "../context";
import type { EnvironmentBackend } from "../engine/environment-backend";
import { askRegistry, registryOf } from "../engine/registry";

/** Stacks that are looked at at the same time. */
const WIDTH = 8;

/** Milliseconds between two looks at a stack that differs. */
const PAUSE = 5000;

/**
 * Compares registry, state, and the hosts in AWS; changes nothing.
 * @param patience seconds that the registry has to follow what goes on
 */
export async function examineRegistry(
  context: Context,
  backend: EnvironmentBackend,
  patience: number,
  signal?: AbortSignal,
): Promise<RegistryCheck> {
  const registry = registryOf(context, backend);
  const { clock } = context;
  const check = await askRegistry(context, backend, () =>
    checkRegistry(registry, {
      width: WIDTH,
      now: clock.now(),
      looks: Math.ceil((patience * 1000) / PAUSE),
      settle: () => clock.sleep(PAUSE),
      signal,
    }),
  );
  const hosts = await checkHosts(registry, context.clients(backend.region).finders);
  return { ...check, findings: [...check.findings, ...hosts] };
}
