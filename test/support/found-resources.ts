import { expect } from "chai";
import { findCreated } from "../../backend/recovery/find-created";
import { type Project, PULUMI_PROJECT } from "../../contracts/environment";
import type { Clients } from "../../local/providers/clients";
import { stackState } from "./stack-state";

/** Looks in AWS for each resource of a stack in dev, as if its creation had been interrupted, and expects it. */
export async function expectAllFound(aws: Clients, project: Project, stack = "dev"): Promise<void> {
  const { resources } = await stackState(aws.s3, PULUMI_PROJECT[project], stack);
  const sought = resources.filter(({ type }) => /^(aws|command):/.test(type));
  expect(sought).to.not.be.empty;
  for (const resource of sought) {
    const [create] = await findCreated(aws, {
      version: 3,
      deployment: {
        resources: resources.filter((other) => other !== resource),
        pending_operations: [{ type: "creating", resource }],
      },
    });
    const id = create?.by === "repeatable" ? resource.id : create?.found?.id;
    expect(id, resource.urn).to.equal(resource.id);
  }
}
