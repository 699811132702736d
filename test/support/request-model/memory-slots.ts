import type { Operation } from "../../../contracts/operation";
import type { Claim } from "../../../contracts/slots";
import type { Learned, SlotTable, StoredSlots } from "../../../lambdas/record/slot-table";

type Call = <Answer>(what: string, effect: () => Answer) => Promise<Answer>;

const NONE: StoredSlots = { running: {}, waiting: {}, version: 0, inspectedAt: new Date(0).toISOString() };

/** The slots of a runtime in memory: each call is one step that nobody else's comes between. */
export class MemorySlots implements Pick<SlotTable, keyof SlotTable> {
  readonly #slots = new Map<Operation, StoredSlots>();

  /**
   * @param call waits for its turn
   * @param onTake told of everybody who has a slot after one was taken
   */
  constructor(
    private readonly call: Call,
    private readonly onTake: (running: readonly string[]) => void,
  ) {}

  read(operation: Operation): Promise<StoredSlots> {
    return this.call("slots: read", () => this.#of(operation));
  }

  join(operation: Operation, name: string, claim: Claim): Promise<StoredSlots> {
    return this.call("slots: join", () => {
      const seen = this.#of(operation);
      const isThere = seen.running[name] ?? seen.waiting[name];
      return isThere ? seen : this.#set(operation, { waiting: { ...seen.waiting, [name]: claim } });
    });
  }

  take(operation: Operation, name: string, claim: Claim, { version }: StoredSlots): Promise<boolean> {
    return this.call("slots: take", () => {
      const seen = this.#of(operation);
      if (seen.version !== version) {
        return false;
      }
      const { [name]: _, ...waiting } = seen.waiting;
      const running = { ...seen.running, [name]: claim };
      this.#set(operation, { running, waiting, version: version + 1 });
      this.onTake(Object.keys(running));
      return true;
    });
  }

  remove(operation: Operation, names: readonly string[], learned: Learned = {}): Promise<void> {
    const others = <Claims extends object>(claims: Claims): Claims =>
      Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name))) as Claims;
    return this.call("slots: remove", () => {
      const { running, waiting } = this.#of(operation);
      this.#set(operation, { ...learned, running: others(running), waiting: others(waiting) });
    });
  }

  inspect(operation: Operation, now: Date, { inspectedAt }: StoredSlots): Promise<boolean> {
    return this.call("slots: inspect", () => {
      const isFirst = this.#of(operation).inspectedAt === inspectedAt;
      if (isFirst) {
        this.#set(operation, { inspectedAt: now.toISOString() });
      }
      return isFirst;
    });
  }

  #of(operation: Operation): StoredSlots {
    return this.#slots.get(operation) ?? NONE;
  }

  #set(operation: Operation, change: Partial<StoredSlots>): StoredSlots {
    const next = { ...this.#of(operation), ...change };
    this.#slots.set(operation, next);
    return next;
  }
}
