import type { Clients } from "../../../cli/clients";
import type { EnvironmentBackend } from "../../../cli/engine/environment-backend";
import type { Facts, Hygiene } from "../../../cli/hygiene/hygiene-check";
import { type CommandContext, commandContext } from "../../support/command-context";
import { type MemoryBucket, memoryBucket } from "../../support/memory-bucket";

export interface HygieneFixture extends Hygiene {
  readonly context: CommandContext;
  readonly bucket: MemoryBucket;
}

/** What a check gets, with a bucket in memory. The context's clock stands at 2026-01-31T12:00:00Z. */
export function hygieneFixture(before?: Facts, clients: Partial<Clients> = {}): HygieneFixture {
  const bucket = memoryBucket();
  return {
    context: commandContext({ clients: { s3: bucket.s3, ...clients } }),
    backend: {
      environment: "dev",
      region: "eu-west-1",
      bucketName: "state",
      keyAlias: "alias/hyperion-dev-state",
    } as EnvironmentBackend,
    bucket,
    before: () => before,
  };
}
