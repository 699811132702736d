import { expect } from "chai";
import { dependencyGraph } from "../../../cli/graph/dependency-graph";
import { mermaid } from "../../../cli/graph/mermaid";
import { svg } from "../../../cli/graph/svg";
import { bucketResource, STACK_RESOURCE, urnOf } from "../../support/checkpoint-body";

const KEY = { ...bucketResource("key"), urn: urnOf("aws:kms/key:Key", "key"), type: "aws:kms/key:Key" };
const RESOURCES = [
  STACK_RESOURCE,
  KEY,
  bucketResource("data", { dependencies: [KEY.urn, KEY.urn, STACK_RESOURCE.urn] }),
  bucketResource("old", { delete: true, dependencies: [KEY.urn] }),
  bucketResource('a"<b>', { dependencies: [bucketResource("data").urn] }),
];

describe("dependencyGraph", () => {
  const graph = dependencyGraph(RESOURCES);

  it("has what is in the cloud, and each dependency once", () => {
    expect(graph.nodes.map(({ name }) => name)).to.deep.equal(["key", "data", 'a"<b>']);
    expect(graph.edges).to.deep.equal([
      [1, 0],
      [2, 1],
    ]);
  });

  it("is a flowchart of Mermaid, whose labels are only text", () => {
    expect(mermaid(graph)).to.deep.equal([
      "flowchart LR",
      '  n0["key<br/>kms/key"]',
      '  n1["data<br/>s3/bucket"]',
      '  n2["a#quot;#lt;b#gt;<br/>s3/bucket"]',
      "  n1 --> n0",
      "  n2 --> n1",
    ]);
  });

  it("is an SVG with what depends on nothing on the right, and nothing that could run", () => {
    const drawing = svg(graph, "base/dev");
    const places = [...drawing.matchAll(/<rect x="(\d+)"/g)].map(([, x]) => Number(x));
    expect(places).to.deep.equal([620, 320, 20]);
    expect(drawing).to.include("<title>a&quot;&lt;b&gt; (s3/bucket)</title>");
    expect(drawing).to.not.match(/<script|href|url\(|<b>/);
    expect(drawing.match(/<path /g)).to.have.lengthOf(2);
  });

  it("is an empty drawing of nothing", () => {
    expect(mermaid(dependencyGraph([]))).to.deep.equal(["flowchart LR"]);
    expect(svg(dependencyGraph([]), "")).to.include('width="270" height="80"');
  });
});
