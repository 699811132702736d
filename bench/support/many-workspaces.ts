import { type WorkspaceRow, workspaceRow } from "../../contracts/registry/rows";
import { workspaceId } from "../../contracts/registry/workspace-id";

/** Statuses of the workspaces: two in a hundred have failed. */
export const STATUS_OF = { most: "active", few: "error" } as const;

/** Rows of as many enclaves as that, of 100 owners, with 60 resources of 20 types each. */
export function manyWorkspaces(count: number, bucketName: string): readonly WorkspaceRow[] {
  const types = Array.from({ length: 20 }, (_, index) => [`aws:ec2/type${index}:Type${index}`, 3] as const);
  const resourceTypes = Object.fromEntries(types);
  return Array.from({ length: count }, (_, index) => {
    const stack = `${index % 7 === 0 ? "signer" : "keeper"}-${index}`;
    const time = new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString();
    const tags = { Owner: `team-${index % 100}`, purpose: index % 3 === 0 ? "demo" : "review" };
    return workspaceRow(
      {
        id: workspaceId(bucketName, "enclave", stack),
        name: `enclave/${stack}`,
        template: "enclave",
        stack,
        environment: "dev",
        owner: tags.Owner,
        status: index % 50 === 0 ? STATUS_OF.few : STATUS_OF.most,
        location: `s3://${bucketName}/.pulumi/stacks/enclave/${stack}.json`,
        engineVersion: "v3.256.0",
        tags,
        monthlyCost: Math.floor(index / 100) % 90,
        unpriced: {},
        resourceCount: 60,
        resourceTypes,
        created: time,
        updated: time,
      },
      { revision: 1, saved: true, pendingOperations: 0, providerTags: tags, stackTags: {}, running: [] },
    );
  });
}
