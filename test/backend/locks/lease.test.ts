import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { leaseKey } from "../../../backend/layout";
import { type HeldLease, Lease, readLease, type TakeOutcome } from "../../../backend/locks/lease";
import type { LeaseRecord } from "../../../backend/locks/lease-record";
import { failureOf } from "../../support/command-context";
import { holder } from "../../support/holders";
import { type MemoryBucket, memoryBucket } from "../../support/memory-bucket";

const STACK = { project: "base", stack: "dev" } as const;
const KEY = leaseKey(STACK);
const nobodyIsDead = async () => false;
const everybodyIsDead = async () => true;

describe("Lease", () => {
  let bucket: MemoryBucket;
  let time: number;
  beforeEach(() => {
    bucket = memoryBucket();
    time = 0;
  });

  const contender = (id: string) => new Lease(bucket, STACK, holder({ id }), () => time);
  const take = (lease: Lease, isDead: (record: LeaseRecord) => Promise<boolean> = nobodyIsDead) =>
    lease.take({ operation: "up" }, isDead);
  const stored = async () => (await readLease(bucket, STACK))?.record;

  function held(outcome: TakeOutcome): HeldLease {
    if (!("taken" in outcome)) {
      throw new Error("it was not taken");
    }
    return outcome.taken;
  }

  it("is taken where there is none, with fence 1", async () => {
    const lease = held(await take(contender("a")));
    expect(lease.record).to.include({ fence: 1, operation: "up", released: false, ttlSeconds: 60 });
    expect(await stored()).to.deep.include({ fence: 1, beat: 1, holder: lease.record.holder });
  });

  it("is not taken from a holder of whom nothing is known", async () => {
    await take(contender("a"));
    const outcome = await take(contender("b"));
    expect("heldBy" in outcome && outcome.heldBy.record?.holder.id).to.equal("a");
  });

  it("stays as an object when it is given back, so that the fence grows", async () => {
    expect(await held(await take(contender("a"))).release()).to.equal(true);
    expect(await stored()).to.include({ fence: 1, released: true });
    expect(held(await take(contender("b"))).record.fence).to.equal(2);
  });

  it("is taken at once from a holder that is provably dead", async () => {
    const dead = held(await take(contender("a")));
    expect(held(await take(contender("b"), everybodyIsDead)).record.fence).to.equal(2);
    expect(await dead.renew()).to.equal(false);
    expect(dead.successor?.holder.id).to.equal("b");
    expect(await dead.release()).to.equal(false);
    expect((await stored())?.holder.id).to.equal("b");
  });

  it("is over for an observer who saw no renewal for its whole time, by the observer's own clock", async () => {
    const first = held(await take(contender("a")));
    const observer = contender("b");
    await take(observer);
    time = 59_999;
    expect(await take(observer)).to.have.property("heldBy");
    await first.renew();
    time = 119_998;
    expect(await take(observer)).to.have.property("heldBy");
    time = 179_998;
    expect(held(await take(observer)).record.fence).to.equal(2);
  });

  it("says nothing of a lease that was first seen just now, however old it is", async () => {
    await take(contender("a"));
    time = 1_000_000;
    expect(await take(contender("b"))).to.have.property("heldBy");
  });

  it("gives it to one of many that come at once", async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, index) => take(contender(`${index}`))));
    expect(outcomes.filter((outcome) => "taken" in outcome)).to.have.length(1);
    expect((await stored())?.fence).to.equal(1);
  });

  it("gives a dead holder's to one of many", async () => {
    await take(contender("dead"));
    const isDead = async ({ holder: { id } }: LeaseRecord) => id === "dead";
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) => take(contender(`${index}`), isDead)),
    );
    expect(outcomes.filter((outcome) => "taken" in outcome)).to.have.length(1);
    expect((await stored())?.fence).to.equal(2);
  });

  it("refuses an object that is no lease, whose fence it could only guess", async () => {
    bucket.put(KEY, "{");
    const error = await failureOf(take(contender("a"), everybodyIsDead));
    expect(`${error.name}: ${error.message}`).to.equal(
      `StackLocked: the lease of base dev cannot be read: look at ${KEY} in the state bucket, and bring back its last version that can`,
    );
  });

  it("remembers the runs that did not give it back, until no lock of theirs can be there", async () => {
    const first = held(await take(contender("a")));
    await first.renew({ key: "lock-a", pid: 8 });
    const second = held(await take(contender("b"), everybodyIsDead));
    expect(second.record.abandoned?.map(({ lock }) => lock?.key)).to.deep.equal(["lock-a"]);
    await second.release();
    const third = held(await take(contender("c")));
    expect(third.record.abandoned?.map(({ holder: { id } }) => id)).to.deep.equal(["a"]);
    third.settle();
    await third.release();
    expect(held(await take(contender("d"))).record).not.to.have.property("abandoned");
  });

  describe("whose answers get lost", () => {
    /** The next write is done, and its answer does not arrive: the SDK sends it again, and that one is refused. */
    function loseNextAnswer(): void {
      const { s3 } = bucket;
      const send = s3.send.bind(s3);
      let lost = false;
      s3.send = (async (command: never) => {
        const answer = await send(command);
        if (!lost && (command as object) instanceof PutObjectCommand) {
          lost = true;
          return send(command);
        }
        return answer;
      }) as typeof s3.send;
    }

    it("is taken all the same", async () => {
      loseNextAnswer();
      const lease = held(await take(contender("a")));
      expect(lease.record).to.include({ fence: 1, released: false });
      expect(await lease.renew()).to.equal(true);
    });

    it("is renewed all the same", async () => {
      const lease = held(await take(contender("a")));
      loseNextAnswer();
      expect(await lease.renew({ key: "lock", pid: 8 })).to.equal(true);
      expect((await stored())?.lock?.key).to.equal("lock");
      expect(await lease.renew()).to.equal(true);
    });

    it("is given back all the same", async () => {
      const lease = held(await take(contender("a")));
      loseNextAnswer();
      expect(await lease.release()).to.equal(true);
      expect((await stored())?.released).to.equal(true);
    });
  });

  it("is put back by its holder when somebody deleted it", async () => {
    const lease = held(await take(contender("a")));
    bucket.delete(KEY);
    expect(await lease.renew()).to.equal(true);
    expect(await stored()).to.deep.include({ fence: 1, beat: 2, holder: lease.record.holder });
  });

  it("is not put back over somebody who took it meanwhile", async () => {
    const lease = held(await take(contender("a")));
    bucket.delete(KEY);
    await take(contender("b"));
    expect(await lease.renew()).to.equal(false);
    expect((await stored())?.holder.id).to.equal("b");
  });

  it("is lost when somebody gave it back in its holder's name", async () => {
    const lease = held(await take(contender("a")));
    bucket.put(KEY, JSON.stringify({ ...lease.record, released: true }));
    expect(await lease.renew()).to.equal(false);
    expect(lease.successor).to.equal(undefined);
  });
});
