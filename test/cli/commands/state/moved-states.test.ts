import { expect } from "chai";
import { type MovedStates, movedStates } from "../../../../cli/commands/state/moved-states";

const NAMES = { from: { project: "base", stack: "dev" }, to: { project: "runtime", stack: "dev" } } as const;
const root = (project: string) => ({
  urn: `urn:pulumi:dev::${project}::pulumi:pulumi:Stack::${project}-dev`,
  type: "pulumi:pulumi:Stack",
  custom: false,
});
const provider = (project: string, id: string) => ({
  urn: `urn:pulumi:dev::${project}::pulumi:providers:aws::aws`,
  type: "pulumi:providers:aws",
  custom: true,
  id,
  inputs: { defaultTags: `{"tags":{"Scope":"${project}"}}` },
});
const KEY = "urn:pulumi:dev::base::aws:kms/key:Key::key";
const NETWORK = "urn:pulumi:dev::base::fleet:network:Network::network";
const TOPIC = "urn:pulumi:dev::base::fleet:network:Network$fleet:a:A::a";
const QUEUE = "urn:pulumi:dev::base::fleet:network:Network$fleet:a:A$aws:sqs/queue:Queue::a::queue";
const AWS = "urn:pulumi:dev::base::pulumi:providers:aws::aws::p1";
const OTHER = "urn:pulumi:dev::base::aws:sns/topic:Topic::other";

const MANIFEST = { version: "v3.0.0" };
const state = (...resources: readonly object[]) => ({
  version: 3,
  deployment: { manifest: MANIFEST, resources },
});

function given(...there: readonly object[]): MovedStates {
  return {
    from: state(
      root("base"),
      provider("base", "p1"),
      { urn: KEY, type: "aws:kms/key:Key", custom: true, id: "k", parent: root("base").urn, provider: AWS },
      { urn: NETWORK, type: "fleet:network:Network", custom: false, parent: root("base").urn },
      { urn: TOPIC, type: "fleet:a:A", custom: false, parent: NETWORK },
      {
        urn: QUEUE,
        type: "aws:sqs/queue:Queue",
        custom: true,
        id: "q",
        parent: TOPIC,
        provider: AWS,
        inputs: { kmsMasterKeyId: "k" },
        dependencies: [KEY, TOPIC],
        propertyDependencies: { kmsMasterKeyId: [KEY], name: null },
        deletedWith: KEY,
      },
      {
        urn: OTHER,
        type: "aws:sns/topic:Topic",
        custom: true,
        id: "t",
        parent: root("base").urn,
        provider: AWS,
        dependencies: [QUEUE, KEY],
      },
    ),
    to: state(...there),
  };
}

const MOVED = new Set([TOPIC, QUEUE]);
const NEW_TOPIC = "urn:pulumi:dev::runtime::fleet:a:A::a";
const NEW_QUEUE = "urn:pulumi:dev::runtime::fleet:a:A$aws:sqs/queue:Queue::a::queue";

describe("movedStates", () => {
  it("gives what is moved the other project's name, root and provider, and keeps id and values", () => {
    const { to } = movedStates(given(root("runtime"), provider("runtime", "p2")), MOVED, NAMES);
    expect(to.deployment).to.deep.equal({
      manifest: MANIFEST,
      resources: [
        root("runtime"),
        provider("runtime", "p2"),
        { urn: NEW_TOPIC, type: "fleet:a:A", custom: false, parent: root("runtime").urn },
        {
          urn: NEW_QUEUE,
          type: "aws:sqs/queue:Queue",
          custom: true,
          id: "q",
          parent: NEW_TOPIC,
          provider: "urn:pulumi:dev::runtime::pulumi:providers:aws::aws::p2",
          inputs: { kmsMasterKeyId: "k" },
          dependencies: [NEW_TOPIC],
          propertyDependencies: { kmsMasterKeyId: [], name: [] },
        },
      ],
    });
  });

  it("leaves the rest as it is, without what it referred to", () => {
    const states = given(root("runtime"), provider("runtime", "p2"));
    const { from } = movedStates(states, MOVED, NAMES);
    const kept = states.from.deployment.resources.filter(({ urn }: { urn: string }) => !MOVED.has(urn));
    expect(from.deployment.resources).to.deep.equal(
      kept.map((resource: { urn: string }) =>
        resource.urn === OTHER ? { ...resource, dependencies: [KEY] } : resource,
      ),
    );
  });

  it("brings root and provider along where the other project has no state yet", () => {
    const { to } = movedStates(given(), MOVED, NAMES);
    const [first, second, ...moved] = to.deployment.resources;
    expect(first).to.deep.equal(root("runtime"));
    expect(second).to.deep.equal({
      ...provider("base", "p1"),
      urn: provider("runtime", "").urn,
      parent: root("runtime").urn,
    });
    expect(moved.map(({ urn }: { urn: string }) => urn)).to.deep.equal([NEW_TOPIC, NEW_QUEUE]);
    expect(moved[1].provider).to.equal("urn:pulumi:dev::runtime::pulumi:providers:aws::aws::p1");
  });

  it("ends a move that was killed between its two writes, and doubles nothing", () => {
    const states = given(root("runtime"), provider("runtime", "p2"));
    const whole = movedStates(states, MOVED, NAMES);
    expect(movedStates({ from: states.from, to: whole.to }, MOVED, NAMES)).to.deep.equal(whole);
  });

  it("is taken back by a move the other way, but for the parent above it", () => {
    const whole = movedStates(given(root("runtime"), provider("runtime", "p2")), MOVED, NAMES);
    const back = movedStates({ from: whole.to, to: whole.from }, new Set([NEW_TOPIC, NEW_QUEUE]), {
      from: NAMES.to,
      to: NAMES.from,
    });
    expect(back.from.deployment.resources).to.deep.equal([root("runtime"), provider("runtime", "p2")]);
    expect(back.to.deployment.resources.slice(-2)).to.deep.include.members([
      {
        urn: "urn:pulumi:dev::base::fleet:a:A::a",
        type: "fleet:a:A",
        custom: false,
        parent: root("base").urn,
      },
    ]);
  });
});
