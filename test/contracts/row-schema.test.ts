import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import fc from "fast-check";
import type { Item } from "../../contracts/attribute-value";
import { FleetError } from "../../contracts/errors";
import { requestItem } from "../../contracts/request-row";
import { parseRequestRow } from "../../contracts/row-schema";
import { REGISTRY, request, SPEC } from "../support/request-fixture";

function details(item: Item): readonly string[] {
  try {
    parseRequestRow(item);
  } catch (error) {
    expect(error).to.be.instanceOf(FleetError);
    return (error as FleetError).details;
  }
  return [];
}

describe("parseRequestRow", () => {
  it("reads what requestItem wrote", () => {
    const row = request({
      spec: { ...SPEC, tags: { Team: "payments" }, description: "signs" },
      lease: { holder: "arn:aws:states:eu-west-1:111122223333:execution:m:n", fence: 1 },
      fence: 1,
      workspace: "pr-123",
      reason: { error: "DeploymentFailed", message: "why", details: ["a"] },
    });
    expect(parseRequestRow(requestItem(row), { registries: [REGISTRY] })).to.deep.equal(row);
  });

  it("names every attribute of a wrong type", () => {
    const item: Item = {
      id: { S: "signer" },
      owner: { BOOL: true },
      generation: { S: "1" },
      desiredState: { S: "GONE" },
      spec: {
        M: { ...requestItem(request()).spec?.M, ports: { NS: ["8443"] }, image: { B: new Uint8Array(1) } },
      },
      status: { NULL: true },
      statusGeneration: { N: "1.5" },
      fence: { N: "-1" },
      lease: { S: "mine" },
      createdAt: { S: "yesterday" },
      updatedAt: { N: "5" },
      workspace: { S: "PR 123" },
      colour: { S: "red" },
    };
    expect(details(item)).to.have.members([
      "spec.ports has the DynamoDB type NS; use S, N, BOOL, L or M",
      "spec.image has the DynamoDB type B; use S, N, BOOL, L or M",
      "spec.ports is missing; use at most 10 different ports from 1024 to 65535",
      "spec.image is missing; use an image by digest, <registry>/<repository>@sha256:<64 hexadecimal digits>, at most 400 characters",
      "colour is unknown; allowed are id, owner, spec, generation, desiredState, workspace, status, statusGeneration, fence, lease, queue, execution, reason, outputs, warnedOfEnd, expiredGeneration, createdAt, updatedAt",
      "owner is true; use 1 to 63 of a-z, A-Z, 0-9 and . _ @ -, starting with a letter or digit",
      'generation is "1"; use a whole number from 1, one more with each change of desiredState or spec',
      'desiredState is "GONE"; use one of DEPLOYED, DESTROYED',
      "status is null; use one of PENDING, REJECTED, DEPLOYING, DEPLOYED, FAILED, DESTROYING, DESTROYED",
      "statusGeneration is 1.5; use a whole number from 0",
      "fence is -1; use a whole number from 0",
      'lease is "mine"; use an object with holder and fence',
      'createdAt is "yesterday"; use a time in UTC, for example 2026-01-31T12:00:00Z',
      "updatedAt is 5; use a time in UTC, for example 2026-01-31T12:00:00Z",
      'workspace is "PR 123"; use a workspace\'s name, for example pr-123',
    ]);
  });

  it("takes nothing from a map that would replace a prototype", () => {
    const item: Item = JSON.parse(
      JSON.stringify(requestItem(request())).replace(
        '"spec":{"M":{',
        '"spec":{"M":{"__proto__":{"M":{"x":{"S":"y"}}},',
      ),
    );
    expect(details(item)).to.deep.equal(['"spec.__proto__" is not allowed; use another name']);
  });

  it("answers any item with a request or with RequestRejected", () => {
    const attribute: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.record({ S: fc.string({ unit: "binary" }) }),
        fc.record({ N: fc.double({ noNaN: true }).map(String) }),
        fc.record({ BOOL: fc.boolean() }),
        fc.record({ NULL: fc.constant(true as const) }),
        fc.record({ SS: fc.array(fc.string()) }),
        fc.record({ L: fc.array(tie("value")) }),
        fc.record({ M: fc.dictionary(fc.string(), tie("value")) }),
      ) as fc.Arbitrary<AttributeValue>,
    })).value;
    const valid = requestItem(request());
    const changed = fc
      .record({ key: fc.constantFrom(...Object.keys(valid)), value: attribute })
      .map(({ key, value }) => ({ ...valid, [key]: value }));
    fc.assert(
      fc.property(fc.oneof(changed, fc.dictionary(fc.string(), attribute)), (item) => {
        for (const line of details(item)) {
          expect(line.length).to.be.at.most(301);
        }
      }),
    );
  });
});
