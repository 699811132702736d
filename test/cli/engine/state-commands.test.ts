import { expect } from "chai";
import type { StackTarget } from "../../../cli/engine/engine";
import { encryptedAs, isEncryptedFor } from "../../../cli/engine/state-commands";

const KEY = "awskms://alias/hyperion-dev-state?region=eu-west-1";

function target(secretsProvider: string): StackTarget {
  return {
    project: "base",
    stack: "dev",
    workDir: "/fleet",
    backend: { url: "s3://state", secretsProvider },
  };
}

function encryptedBy(url: string) {
  return {
    version: 3,
    deployment: {
      resources: [{ urn: url }],
      secrets_providers: { type: "cloud", state: { url, encryptedkey: `${url}'s` } },
    },
  };
}

describe("isEncryptedFor", () => {
  it("knows a state of the same key, and none that says nothing of it", () => {
    expect(isEncryptedFor(target(KEY), encryptedBy(KEY))).to.equal(true);
    expect(isEncryptedFor(target(KEY), encryptedBy(KEY.replace("dev", "prod")))).to.equal(false);
    expect(isEncryptedFor(target("passphrase"), encryptedBy(KEY))).to.equal(false);
    expect(isEncryptedFor(target(KEY), { version: 3, deployment: { resources: [] } })).to.equal(false);
    expect(isEncryptedFor(target(KEY), { version: 3, deployment: null })).to.equal(false);
  });
});

describe("encryptedAs", () => {
  it("takes what encrypts from the other, and everything else from the state", () => {
    const { deployment } = encryptedBy("passphrase");
    expect(encryptedAs(encryptedBy(KEY), encryptedBy("passphrase"))).to.deep.equal({
      version: 3,
      deployment: { ...deployment, secrets_providers: encryptedBy(KEY).deployment.secrets_providers },
    });
  });

  it("says nothing of it where the other does not", () => {
    const plain = { version: 3, deployment: { resources: [{ urn: KEY }] } };
    expect(encryptedAs({ version: 3, deployment: null }, encryptedBy(KEY))).to.deep.equal(plain);
  });
});
