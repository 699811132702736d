/**
 * Parts of the Pulumi SDK that its own provider server is made of and that its type declarations leave out.
 * The SDK's server is no use here: it serves one provider a process and tells the port only on stdout.
 */
import type { ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";
import * as providerServer from "@pulumi/pulumi/provider/server";
import { setAllConfig } from "@pulumi/pulumi/runtime/config";
import * as settings from "@pulumi/pulumi/runtime/settings";
import * as state from "@pulumi/pulumi/runtime/state";

import type { Properties } from "../resource";

const undeclared = {
  ...(providerServer as unknown as {
    deserializeInputs(inputs: unknown, dependencies: unknown): Promise<Properties>;
  }),
  ...(settings as unknown as {
    awaitFeatureSupport(): Promise<void>;
    waitForRPCs(): Promise<void>;
  }),
  ...(state as unknown as {
    withLocalStorage<Result>(run: () => Promise<Result>): Promise<Result>;
  }),
};

/**
 * Runs `build` as a program of its own, connected to the monitor that the request names, and waits until
 * everything that it registered is registered.
 */
export function runInRequest<Result>(
  request: ConstructRequest,
  engineAddress: string,
  build: (inputs: Properties) => Promise<Result>,
): Promise<Result> {
  return undeclared.withLocalStorage(async () => {
    settings.resetOptions(
      request.getProject(),
      request.getStack(),
      request.getParallel(),
      engineAddress,
      request.getMonitorendpoint(),
      request.getDryrun(),
      request.getOrganization(),
    );
    await undeclared.awaitFeatureSupport();
    setAllConfig(Object.fromEntries(request.getConfigMap().entries()), request.getConfigsecretkeysList());
    const result = await build(
      await undeclared.deserializeInputs(request.getInputs(), request.getInputdependenciesMap()),
    );
    await undeclared.waitForRPCs();
    return result;
  });
}
