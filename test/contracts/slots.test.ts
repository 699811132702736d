import { expect } from "chai";
import fc from "fast-check";
import {
  ASSUMED_SECONDS,
  type Claim,
  meanAfter,
  type SlotCaps,
  type Slots,
  turns,
} from "../../contracts/slots";

const NOW = new Date("2026-01-31T12:00:00.000Z");
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000).toISOString();
const claim = (owner: string, seconds: number): Claim => ({ owner, since: ago(seconds) });
const names = (slots: Slots, caps: SlotCaps) => turns(slots, caps, NOW).map(({ name }) => name);

const claims = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,4}-g1$/),
  fc.record({
    owner: fc.constantFrom("ann", "bob", "cyd"),
    since: fc.integer({ min: 0, max: 4000 }).map(ago),
  }),
  { maxKeys: 12 },
);
const anySlots: fc.Arbitrary<Slots> = fc.record(
  { running: claims, waiting: claims, meanSeconds: fc.integer({ min: 1, max: 900 }) },
  { requiredKeys: ["running", "waiting"] },
);
const anyCaps: fc.Arbitrary<SlotCaps> = fc.record({
  total: fc.integer({ min: 1, max: 8 }),
  perOwner: fc.integer({ min: 1, max: 8 }),
});

describe("turns", () => {
  it("goes by the owner with the fewest running, then by who has waited longest", () => {
    const slots: Slots = {
      running: { a: claim("ann", 10) },
      waiting: {
        "ann-1": claim("ann", 90),
        "ann-2": claim("ann", 80),
        "bob-1": claim("bob", 20),
        "bob-2": claim("bob", 10),
      },
    };
    expect(names(slots, { total: 9, perOwner: 9 })).to.deep.equal(["bob-1", "ann-1", "bob-2", "ann-2"]);
  });

  it("is told apart by the name where two came at once", () => {
    const waiting = { second: claim("ann", 5), first: claim("ann", 5) };
    expect(names({ running: {}, waiting }, { total: 1, perOwner: 1 })).to.deep.equal(["first", "second"]);
  });

  it("passes an owner by who has as many as one may", () => {
    const slots: Slots = {
      running: { a: claim("ann", 10), b: claim("ann", 10) },
      waiting: { "ann-1": claim("ann", 90), "bob-1": claim("bob", 1) },
    };
    expect(turns(slots, { total: 4, perOwner: 2 }, NOW)).to.deep.equal([
      { name: "bob-1", ready: true, inSeconds: 0 },
      { name: "ann-1", ready: false, inSeconds: ASSUMED_SECONDS - 10 },
    ]);
  });

  it("expects each run to take what runs take on average, and an overdue one a tenth more", () => {
    const slots: Slots = {
      running: { a: claim("ann", 40), b: claim("bob", 600) },
      waiting: { c: claim("cyd", 3), d: claim("cyd", 2), e: claim("cyd", 1) },
      meanSeconds: 100,
    };
    expect(turns(slots, { total: 2, perOwner: 2 }, NOW)).to.deep.equal([
      // the overdue one is 600 s old
      { name: "c", ready: false, inSeconds: 60 },
      { name: "d", ready: false, inSeconds: 60 },
      { name: "e", ready: false, inSeconds: 160 },
    ]);
  });

  it("has everybody who waits once, and the same order for the same slots", () => {
    fc.assert(
      fc.property(anySlots, anyCaps, (slots, caps) => {
        const order = turns(slots, caps, NOW);
        expect(order.map(({ name }) => name)).to.have.members(Object.keys(slots.waiting));
        const shuffled = { ...slots, waiting: Object.fromEntries(Object.entries(slots.waiting).reverse()) };
        expect(turns(shuffled, caps, NOW)).to.deep.equal(order);
        const seconds = order.map(({ inSeconds }) => inSeconds);
        expect(seconds).to.deep.equal([...seconds].sort((a, b) => a - b));
      }),
    );
  });

  it("lets no more start than there are slots for, in all and of one owner, and leaves none unused", () => {
    fc.assert(
      fc.property(anySlots, anyCaps, (slots, caps) => {
        const running = Object.values(slots.running).map(({ owner }) => owner);
        const count = (owner: string) => running.filter((each) => each === owner).length;
        const before = new Map(["ann", "bob", "cyd"].map((owner) => [owner, count(owner)]));
        const total = Math.max(running.length, caps.total);
        const order = turns(slots, caps, NOW);
        for (const { name } of order.filter(({ ready }) => ready)) {
          running.push(slots.waiting[name]?.owner ?? "");
        }
        expect(running.length).to.be.at.most(total);
        for (const owner of before.keys()) {
          expect(count(owner)).to.be.at.most(Math.max(caps.perOwner, before.get(owner) ?? 0));
        }
        for (const { name } of order.filter(({ ready }) => !ready)) {
          const owner = slots.waiting[name]?.owner ?? "";
          expect(running.length >= caps.total || count(owner) >= caps.perOwner, name).to.equal(true);
        }
      }),
    );
  });

  it("lets nobody wait for ever, however many others come and whoever they are", () => {
    const comers = fc.array(fc.constantFrom("ann", "bob", "somebody new"), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(anyCaps, comers, (caps, owners) => {
        // one whose owner has all slots, and each round a run ends and another request comes
        const running: [name: string, claim: Claim][] = Array.from({ length: caps.total }, (_, index) => [
          `a${index}`,
          claim("ann", 2000),
        ]);
        const waiting = new Map([["patient", claim("ann", 1000)]]);
        let rounds = 0;
        for (; waiting.has("patient"); rounds++) {
          const owner = owners[rounds] ?? "nobody";
          waiting.set(
            `late-${rounds}`,
            claim(owner === "somebody new" ? `new-${rounds}` : owner, 500 - rounds),
          );
          running.shift();
          const slots = { running: Object.fromEntries(running), waiting: Object.fromEntries(waiting) };
          for (const { name } of turns(slots, caps, NOW).filter(({ ready }) => ready)) {
            running.push([name, waiting.get(name) ?? claim("nobody", 0)]);
            waiting.delete(name);
          }
          expect(rounds, "rounds").to.be.at.most(caps.total);
        }
      }),
    );
  });
});

describe("meanAfter", () => {
  it("begins with the first run, and then moves a fifth of the way to the newest", () => {
    const slots: Slots = { running: {}, waiting: {} };
    expect(meanAfter(slots, claim("ann", 200), NOW)).to.equal(200);
    expect(meanAfter({ ...slots, meanSeconds: 100 }, claim("ann", 200), NOW)).to.equal(120);
  });

  it("is never less than a second, whatever clocks say", () => {
    expect(meanAfter({ running: {}, waiting: {} }, claim("ann", -3600), NOW)).to.equal(1);
  });
});
