import { IAMClient, ListOpenIDConnectProvidersCommand } from "@aws-sdk/client-iam";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { findCreated } from "../../../../backend/recovery/find-created";
import type { FinderClients } from "../../../../backend/recovery/finder-clients";

describe("finder of OIDC providers", () => {
  const iam = new IAMClient({ region: "eu-west-1" });
  const mock = mockClient(iam);
  const arn = (host: string) => `arn:aws:iam::111122223333:oidc-provider/${host}`;

  async function found(hosts: readonly string[]) {
    mock.reset();
    mock
      .on(ListOpenIDConnectProvidersCommand)
      .resolves({ OpenIDConnectProviderList: hosts.map((host) => ({ Arn: arn(host) })) });
    const resource = {
      type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
      urn: "urn",
      inputs: { url: "https://token.actions.githubusercontent.com", clientIdLists: ["sts.amazonaws.com"] },
    };
    const [create] = await findCreated({ iam } as unknown as FinderClients, {
      version: 3,
      deployment: { resources: [], pending_operations: [{ type: "creating", resource }] },
    });
    return create?.found?.id;
  }

  it("finds the one of the address", async () => {
    expect(
      await found(["example.com/token.actions.githubusercontent.com", "token.actions.githubusercontent.com"]),
    ).to.equal(arn("token.actions.githubusercontent.com"));
  });

  it("finds none where there are only others'", async () => {
    expect(await found(["example.com", "token.actions.githubusercontent.com/enterprise"])).to.equal(
      undefined,
    );
  });
});
