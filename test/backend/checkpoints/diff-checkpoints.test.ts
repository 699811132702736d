import { expect } from "chai";
import { parseCheckpointFile } from "../../../backend/checkpoints/checkpoint";
import { diffCheckpoints, type ResourceDifference } from "../../../backend/checkpoints/diff-checkpoints";
import {
  bucketResource,
  checkpointBody,
  dataKey,
  STACK_RESOURCE,
  secretValue,
} from "../../support/checkpoint-body";

const one = bucketResource("one");
const reader = { dataKey: async (encryptedKey: Uint8Array) => encryptedKey };
const noKey = {
  dataKey: async () => {
    throw new Error("AccessDenied");
  },
};

async function diff(
  from: readonly unknown[],
  to: readonly unknown[],
  more: readonly [object, object] = [{}, {}],
  secrets = reader,
): Promise<readonly ResourceDifference[]> {
  const [before, after] = [from, to].map((resources, index) =>
    parseCheckpointFile(Buffer.from(checkpointBody(resources, { ...more[index] }))),
  );
  const found: ResourceDifference[] = [];
  if (before && after) {
    for await (const difference of diffCheckpoints(before, after, secrets)) {
      found.push(difference);
    }
  }
  return found;
}
const withInputs = (inputs: Readonly<Record<string, unknown>>, more = {}) =>
  bucketResource("one", { inputs, ...more });
/** What differs between two sets of inputs of one resource. */
const attributes = async (from: Readonly<Record<string, unknown>>, to: Readonly<Record<string, unknown>>) => {
  const [difference] = await diff([withInputs(from)], [withInputs(to)]);
  return difference?.attributes;
};

describe("diffCheckpoints", () => {
  it("finds no difference between a state and itself", async () => {
    expect(await diff([STACK_RESOURCE, one], [STACK_RESOURCE, one])).to.deep.equal([]);
  });

  it("names what was added, and after it what was removed", async () => {
    const two = bucketResource("two");
    const { urn, type } = one;
    expect(await diff([STACK_RESOURCE, one], [STACK_RESOURCE, two])).to.deep.equal([
      { kind: "added", urn: two.urn, type, name: "two", id: { to: "two" }, attributes: [] },
      { kind: "removed", urn, type, name: "one", id: { from: "one" }, attributes: [] },
    ]);
  });

  it("names what was replaced, with both ids", async () => {
    const [difference] = await diff([one], [{ ...one, id: "one-2" }]);
    expect(difference).to.deep.include({ kind: "replaced", id: { from: "one", to: "one-2" } });
  });

  it("keeps the old half of a replacement apart from the new one", async () => {
    const old = { ...one, id: "one-1", delete: true };
    expect((await diff([old, one], [one])).map(({ kind, id }) => [kind, id])).to.deep.equal([
      ["removed", { from: "one-1" }],
    ]);
  });

  it("names inputs by their paths", async () => {
    expect(
      await attributes(
        { tags: { Name: "a", Old: "x" }, rules: [{ port: 1 }] },
        { tags: { Name: "b", New: null }, rules: [{ port: 2 }] },
      ),
    ).to.deep.equal([
      { path: "tags.Name", from: "a", to: "b" },
      { path: "tags.Old", from: "x" },
      { path: "tags.New", to: null },
      { path: "rules[0].port", from: 1, to: 2 },
    ]);
  });

  it("looks into JSON, and finds a policy's statement where it was moved to", async () => {
    const policy = (...statements: readonly object[]) => ({
      policy: JSON.stringify({ Statement: statements }),
    });
    const read = { Sid: "Read", Action: "s3:GetObject" };
    const write = { Sid: "Write", Action: ["s3:PutObject"] };
    expect(await diff([withInputs(policy(read, write))], [withInputs(policy(write, read))])).to.deep.equal(
      [],
    );
    expect(await attributes(policy(read), policy(write, { ...read, Action: "s3:*" }))).to.deep.equal([
      { path: 'policy.Statement["Read"].Action', from: "s3:GetObject", to: "s3:*" },
      { path: 'policy.Statement["Write"]', to: write },
    ]);
    expect(await attributes({}, policy(read))).to.deep.equal([{ path: "policy", to: { Statement: [read] } }]);
  });

  it("tells of the stack's own outputs, and of what was only read again", async () => {
    const stack = (outputs: object) => ({ ...STACK_RESOURCE, outputs });
    const [outputs] = await diff([stack({ vpcId: "1" })], [stack({ vpcId: "2" })]);
    expect(outputs?.attributes).to.deep.equal([{ path: "vpcId", from: "1", to: "2" }]);
    const read = (outputs: object) => ({ ...one, outputs });
    expect((await diff([read({ arn: "1" })], [read({ arn: "2" })])).map(({ kind }) => kind)).to.deep.equal([
      "read again",
    ]);
  });

  it("tells of protection", async () => {
    const [difference] = await diff([one], [{ ...one, protect: true }]);
    expect(difference?.attributes).to.deep.equal([{ path: "(protect)", to: true }]);
  });

  it("says that a secret changed and never what it is", async () => {
    const { key, secrets_providers } = dataKey();
    const holding = (plain: string) => [withInputs({ login: { password: secretValue(plain, key) } })];
    const both = [{ secrets_providers }, { secrets_providers }] as const;
    const [difference] = await diff(holding("swordfish"), holding("marlin"), both);
    expect(difference?.attributes).to.deep.equal([
      { path: "login.password", from: "[secret]", to: "[secret]" },
    ]);
    const added = await diff([withInputs({})], holding("marlin"), both);
    expect(added[0]?.attributes).to.deep.equal([{ path: "login", to: { password: "[secret]" } }]);
    expect(JSON.stringify([difference, added])).to.not.match(/swordfish|marlin|v1:/);
  });

  it("knows a secret again that was encrypted anew, also with another key", async () => {
    const [old, renewed] = [dataKey(), dataKey()];
    const holding = (key: Uint8Array) => [withInputs({ password: secretValue("swordfish", key) })];
    const more = [old, renewed].map(({ secrets_providers }) => ({ secrets_providers }));
    expect(await diff(holding(old.key), holding(renewed.key), [more[0] ?? {}, more[1] ?? {}])).to.deep.equal(
      [],
    );
  });

  it("compares ciphertexts where the key cannot be used", async () => {
    const { key, secrets_providers } = dataKey();
    const both = [{ secrets_providers }, { secrets_providers }] as const;
    const secret = secretValue("swordfish", key);
    expect(await diff([withInputs({ secret })], [withInputs({ secret })], both, noKey)).to.deep.equal([]);
    const again = secretValue("swordfish", key);
    const [difference] = await diff([withInputs({ secret })], [withInputs({ secret: again })], both, noKey);
    expect(difference?.attributes).to.deep.equal([{ path: "secret", from: "[secret]", to: "[secret]" }]);
  });

  it("shows nothing of attributes that the provider calls secret", async () => {
    const resource = (accessKey: string) =>
      withInputs({ accessKey }, { additionalSecretOutputs: ["accessKey"] });
    const [difference] = await diff([resource("swordfish")], [resource("marlin")]);
    expect(difference?.attributes).to.deep.equal([{ path: "accessKey", from: "[secret]", to: "[secret]" }]);
  });
});
