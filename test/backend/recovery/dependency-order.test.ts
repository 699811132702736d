import { expect } from "chai";
import fc from "fast-check";
import { inDependencyOrder } from "../../../backend/recovery/dependency-order";

const resource = (urn: string, more: object = {}) => ({ urn, type: "type", ...more });

describe("inDependencyOrder", () => {
  it("puts parents, providers and dependencies of every kind first", () => {
    const child = resource("child", {
      parent: "parent",
      provider: "provider::id",
      deletedWith: "owner",
      dependencies: ["dependency"],
      propertyDependencies: { property: ["property"], none: null },
    });
    const others = ["parent", "provider", "owner", "dependency", "property"].map((urn) => resource(urn));
    expect(inDependencyOrder([child, ...others]).at(-1)).to.equal(child);
    expect(inDependencyOrder([child, ...others])).to.have.members([child, ...others]);
  });

  it("leaves a good order as it is, and loses and doubles nothing of any other", () => {
    const graphs = fc.array(fc.array(fc.nat({ max: 19 }), { maxLength: 3 }), { maxLength: 20 });
    fc.assert(
      fc.property(graphs, fc.infiniteStream(fc.nat()), (graph, random) => {
        // Each refers to earlier ones only, as a program's resources do.
        const good = graph.map((references, index) =>
          resource(String(index), {
            dependencies: references.filter((other) => other < index).map(String),
          }),
        );
        expect(inDependencyOrder(good)).to.deep.equal(good);
        const keyed = good.map((one) => ({ one, key: random.next().value ?? 0 }));
        const shuffled = keyed.sort((left, right) => left.key - right.key).map(({ one }) => one);
        const ordered = inDependencyOrder(shuffled);
        expect(ordered).to.have.members(good);
        const places = new Map(ordered.map(({ urn }, place) => [urn, place]));
        for (const [place, { dependencies = [] }] of ordered.entries()) {
          expect(dependencies.every((urn) => (places.get(urn) ?? 0) < place)).to.equal(true);
        }
      }),
    );
  });

  it("ends on a circle", () => {
    const circle = [resource("a", { dependencies: ["b"] }), resource("b", { dependencies: ["a"] })];
    expect(inDependencyOrder(circle)).to.have.members(circle);
  });
});
