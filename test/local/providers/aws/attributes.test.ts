import { expect } from "chai";

import {
  type Attribute,
  attributesOf,
  changedAttributes,
  propertiesOf,
} from "../../../../local/providers/aws/attributes";

const ATTRIBUTES: readonly Attribute[] = [
  { input: "delaySeconds", attribute: "Delay", kind: "number", default: "0" },
  { input: "policy", attribute: "Policy", kind: "document", default: "" },
  { input: "managed", attribute: "Managed", kind: "boolean" },
];

describe("attributes", () => {
  it("become text, and only those given", () => {
    expect(attributesOf(ATTRIBUTES, { delaySeconds: 0, policy: { a: 1 }, other: 1 })).to.deep.equal({
      Delay: "0",
      Policy: '{"a":1}',
    });
  });

  it("become properties of their kind, without the empty ones", () => {
    expect(propertiesOf(ATTRIBUTES, { Delay: "5", Policy: "", Managed: "false" })).to.deep.equal({
      delaySeconds: 5,
      managed: false,
    });
  });

  const changes: readonly (readonly [string, object, object, object])[] = [
    ["what changed", { delaySeconds: 5 }, { delaySeconds: 3 }, { Delay: "5" }],
    [
      "the default of what is no longer given",
      {},
      { delaySeconds: 3, policy: "{}" },
      { Delay: "0", Policy: "" },
    ],
    ["nothing for a default that the service answered", {}, { delaySeconds: 0 }, {}],
    ["nothing for what has no default of its own", {}, { managed: true }, {}],
    ["nothing for a document that means the same", { policy: '{ "a": 1 }' }, { policy: '{"a":1}' }, {}],
  ];
  for (const [what, news, olds, expected] of changes) {
    it(`set ${what}`, () => {
      expect(changedAttributes(ATTRIBUTES, news, olds)).to.deep.equal(expected);
    });
  }
});
