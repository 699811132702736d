import { join } from "node:path";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import type { EnvironmentStatus } from "../../../../cli/commands/environment/environment-status";
import { statusOfAll } from "../../../../cli/commands/environment/status";
import { SCOPES, type Scope } from "../../../../cli/commands/project/scopes";
import { answeringHead } from "../../../support/bucket-head";
import { checkpointBody } from "../../../support/checkpoint-body";
import { commandContext } from "../../../support/command-context";
import { memoryBucket } from "../../../support/memory-bucket";

describe("statusOfAll", () => {
  const sts = new STSClient({ region: "eu-west-1" });
  const caller = mockClient(sts);
  const bucket = memoryBucket();
  const s3 = answeringHead(bucket, (name) =>
    name.includes("-dev-") ? 200 : name.includes("-staging-") ? 404 : 403,
  );

  async function statuses(scopes: readonly Scope[] = SCOPES): Promise<readonly EnvironmentStatus[]> {
    const context = commandContext({
      home: join(__dirname, "../../../.."),
      clients: { s3, sts },
    });
    await statusOfAll(context, scopes);
    return context.said.results[0] as readonly EnvironmentStatus[];
  }

  it("shows an environment that is not bootstrapped, and one that is not to be reached, as what they are", async () => {
    caller.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
    bucket.put(".pulumi/stacks/base/dev.json", checkpointBody());
    const [dev, staging, prod] = await statuses();
    expect(dev?.projects.map(({ deployed }) => deployed)).to.deep.equal([false, true, false, false]);
    expect(staging?.unavailable).to.equal(
      "not bootstrapped in account 111122223333, eu-west-1: run `fleet bootstrap staging`",
    );
    expect(prod?.unavailable).to.match(
      /^state bucket hyperion-prod-state-111122223333-eu-west-1 .*is not to be read by these credentials of account 111122223333/,
    );
    expect((await statuses(["base"]))[0]?.projects.map(({ project }) => project)).to.deep.equal(["base"]);
  });

  it("says three times why nothing can be said without credentials", async () => {
    const refused = Object.assign(new Error("none"), { name: "CredentialsProviderError" });
    caller.on(GetCallerIdentityCommand).rejects(refused);
    const message = "no AWS credentials were found: set AWS_PROFILE or sign in, or use --local";
    expect((await statuses()).map(({ unavailable }) => unavailable)).to.deep.equal([
      message,
      message,
      message,
    ]);
  });
});
