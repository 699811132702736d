import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import type { CheckpointFinding } from "../../../backend/checkpoints/checkpoint-finding";
import { verifyCheckpoint } from "../../../backend/checkpoints/verify-checkpoint";
import {
  bucketResource,
  checkpointBody,
  dataKey,
  STACK_RESOURCE,
  secretValue,
  urnOf,
} from "../../support/checkpoint-body";

const KEY = ".pulumi/stacks/base/dev.json";
const one = bucketResource("one");
const reader = { dataKey: async (encryptedKey: Uint8Array) => encryptedKey };

const verify = (body: string | Uint8Array, key = KEY, secrets = reader) =>
  verifyCheckpoint(typeof body === "string" ? Buffer.from(body) : body, key, secrets);
const resources = (...all: readonly unknown[]) => verify(checkpointBody([STACK_RESOURCE, ...all]));
const damage = (rule: CheckpointFinding["rule"], message: string) => [{ rule, damage: true, message }];

describe("verifyCheckpoint", () => {
  it("finds nothing wrong with what the engine writes, whatever its compression", async () => {
    expect(await verify(checkpointBody())).to.deep.equal([]);
    expect(await verify(gzipSync(checkpointBody()), `${KEY}.gz`)).to.deep.equal([]);
  });

  it("finds nothing wrong with a stack that was created and never deployed", async () => {
    const body = '{"version":0,"checkpoint":{"stack":"organization/enclave/signer"}}';
    expect(await verify(body)).to.deep.equal([]);
    expect(await verify(body.replace("}}", ',"latest":{}}}'))).to.deep.equal(
      damage("readable", "the checkpoint cannot be used: it has version 0 of the format; only 3 is known"),
    );
  });

  it("names what cannot be read", async () => {
    expect(await verify("")).to.deep.equal(damage("readable", "the checkpoint cannot be used: it is empty"));
    const [finding] = await verify(checkpointBody().slice(0, 200));
    expect(finding?.rule).to.equal("readable");
    expect(finding?.message).to.match(
      /^the checkpoint cannot be used: it is no JSON, as after a write that was cut off: /,
    );
  });

  it("names a compression that the object's name does not say", async () => {
    const warning = (message: string) => [{ rule: "compression", damage: false, message }];
    expect(await verify(gzipSync(checkpointBody()))).to.deep.equal(
      warning("its name ends in .json, but its compression is gzip: that is .json.gz"),
    );
    expect(await verify(checkpointBody(), `${KEY}.zst.bak`)).to.deep.equal(
      warning("its name ends in .json.zst, but its compression is none: that is .json"),
    );
  });

  it("names a manifest that was changed by hand", async () => {
    expect(await verify(checkpointBody().replace("v3.256.0", "v3.999.0"))).to.deep.equal(
      damage("manifest", "the manifest's magic is not that of engine v3.999.0: somebody changed it by hand"),
    );
  });

  it("names resources that are not whole", async () => {
    expect(
      await resources(
        { type: "a:b:C" },
        { urn: "urn:x" },
        { ...STACK_RESOURCE, urn: "urn:y", id: "1" },
        null,
      ),
    ).to.deep.equal([
      ...damage("resource", "resource 2 has no URN"),
      ...damage("resource", "resource 3 (urn:x) has no type"),
      ...damage("resource", "resource 4 (urn:y) has an id, although no provider manages it"),
      ...damage("resource", "resource 5 is no object"),
    ]);
  });

  it("names a URN that is there twice, but not the old half of a replacement", async () => {
    expect(await resources(one, one)).to.deep.equal(damage("urn", `${one.urn} is there twice`));
    expect(await resources({ ...one, delete: true }, one)).to.deep.equal([]);
  });

  it("names what a resource refers to and is not there, or comes after it", async () => {
    const two = bucketResource("two");
    const later = { ...one, dependencies: [two.urn] };
    expect(await resources(later, two)).to.deep.equal(
      damage("reference", `${one.urn} refers to dependency ${two.urn}, which comes after it`),
    );
    const gone = "urn:gone";
    const all = {
      ...one,
      parent: gone,
      dependencies: [gone],
      propertyDependencies: { bucket: [gone] },
      deletedWith: gone,
      replaceWith: [gone],
    };
    expect((await resources(all)).map(({ message }) => message)).to.deep.equal(
      ["parent", "dependency", "dependency of bucket", "deletedWith", "replaceWith"].map(
        (kind) => `${one.urn} refers to ${kind} urn:gone, which is not there`,
      ),
    );
  });

  it("names a provider that is not there, but not of what is about to be replaced", async () => {
    const type = "pulumi:providers:aws";
    const provider = { urn: urnOf(type, "aws"), type, custom: true, id: "1" };
    const managed = { ...one, provider: `${provider.urn}::1` };
    expect(await resources(provider, managed)).to.deep.equal([]);
    const other = { ...managed, provider: `${provider.urn}::2` };
    expect(await resources(provider, other)).to.deep.equal(
      damage("reference", `${one.urn} refers to provider ${provider.urn}::2, which is not there`),
    );
    expect(await resources(provider, { ...other, pendingReplacement: true })).to.deep.equal([]);
  });

  it("warns of operations that were begun and not ended", async () => {
    const body = checkpointBody(undefined, { pending_operations: [{ type: "creating", resource: one }] });
    expect(await verify(body)).to.deep.equal([
      {
        rule: "pending",
        damage: false,
        message: `creating ${one.urn} was begun and not ended: run \`fleet recover\``,
      },
    ]);
  });

  it("opens every secret with the key, and names those that do not open", async () => {
    const { key, secrets_providers } = dataKey();
    const holding = (secret: unknown) =>
      checkpointBody([STACK_RESOURCE, { ...one, inputs: { login: { password: secret } } }], {
        secrets_providers,
      });
    expect(await verify(holding(secretValue("swordfish", key)))).to.deep.equal([]);
    expect(await verify(holding(secretValue("swordfish", randomBytes(32))))).to.deep.equal(
      damage(
        "secrets",
        `secret inputs.login.password of ${one.urn} cannot be read with the checkpoint's own data key`,
      ),
    );
  });

  it("says why the key cannot be used", async () => {
    const { secrets_providers } = dataKey();
    const disabled = {
      dataKey: async () => {
        throw new Error("the key is disabled");
      },
    };
    expect(await verify(checkpointBody(undefined, { secrets_providers }), KEY, disabled)).to.deep.equal(
      damage("secrets", "its secrets cannot be read: the key is disabled"),
    );
  });

  it("says so when secrets are encrypted with a passphrase", async () => {
    const secret = secretValue("swordfish", randomBytes(32));
    expect(await verify(checkpointBody([STACK_RESOURCE, { ...one, outputs: { secret } }]))).to.deep.equal(
      damage(
        "secrets",
        "its secrets are not encrypted with a key of KMS, so it cannot be seen whether they can be read",
      ),
    );
  });
});
