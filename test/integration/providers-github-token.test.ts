import { GetOpenIDConnectProviderCommand, IAMClient } from "@aws-sdk/client-iam";
import * as aws from "@pulumi/aws";
import { expect } from "chai";
import { startTestEmulator, type TestEmulator } from "../support/emulator";
import { expectLifecycle, type Version } from "../support/lifecycle";

const ARN = "arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com";

describe("provider stand-in for OIDC providers", function () {
  this.timeout(300_000);
  let emulator: TestEmulator;
  before(async () => {
    emulator = await startTestEmulator();
  });
  after(() => emulator.stop());

  it("keeps the account's provider and its audiences", async () => {
    const iam = new IAMClient({
      endpoint: emulator.endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    const audiences = (version: Version) =>
      version === "second" ? ["sts.amazonaws.com", "other"] : ["sts.amazonaws.com"];
    const program = (version: Version) => async () => {
      const provider = new aws.iam.OpenIdConnectProvider("github", {
        url: "https://token.actions.githubusercontent.com",
        clientIdLists: audiences(version),
        tags: { Name: "github" },
      });
      // An update in the same run: a change of audiences replaces.
      new aws.iam.Policy("beside", {
        policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
        }),
        tags: { Name: version },
      });
      return { arn: provider.arn };
    };
    await expectLifecycle(emulator, "tokens", {
      program,
      check: async (version, { arn }) => {
        expect(arn?.value).to.equal(ARN);
        const found = await iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: ARN }));
        expect(found.ClientIDList).to.deep.equal(audiences(version));
        expect(found.Tags).to.deep.equal([{ Key: "Name", Value: "github" }]);
      },
    });
    iam.destroy();
  });
});
