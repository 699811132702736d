import { userInfo } from "node:os";
import { join, resolve } from "node:path";
import type { Profile } from "../contracts/local-profile";
import { HOME_VARIABLE } from "../contracts/task-settings";
import { type Clients, createClients } from "./clients";
import { type Clock, systemClock } from "./clock";
import type { Engine } from "./engine/engine";
import { Interruption } from "./interruption";
import { createOutput, type Output } from "./output/output";
import { chosenProfile } from "./profile";
import { taskHome } from "./task-home";

/** The outside world of a command, in one bundle: tests give their own. */
export interface Context {
  /** The repository. */
  readonly root: string;
  /** Where Pulumi.yaml and Pulumi.<environment>.yaml are: the repository, or a profile's or task's stand-in for it. */
  readonly home: string;
  readonly profile: Profile | undefined;
  readonly output: Output;
  readonly clock: Clock;
  readonly interruption: Interruption;
  /** Name of the person at the keyboard. */
  readonly user: string;
  clients(region: string): Clients;
  /** Loads the Automation API: 0.8 s, so only for commands that run the engine. */
  engine(): Engine;
}

export interface GlobalOptions {
  readonly local?: boolean;
  readonly json?: boolean;
}

/**
 * The real context. A profile's variables go into this process's environment, which AWS clients, programs and
 * engine read.
 */
export function createContext(options: GlobalOptions): Context {
  const root = resolve(__dirname, "..");
  const profile = chosenProfile(root, options.local === true);
  const home = profile?.home ?? taskHome(root, process.env) ?? root;
  Object.assign(process.env, profile?.environment, { [HOME_VARIABLE]: home });
  const output = createOutput(options.json === true);
  const clients = new Map<string, Clients>();
  let engine: Engine | undefined;
  return {
    root,
    home,
    profile,
    output,
    clock: systemClock,
    interruption: new Interruption(output),
    user: userInfo().username,
    clients: (region) => {
      const made = clients.get(region) ?? createClients(region);
      clients.set(region, made);
      return made;
    },
    engine: () => {
      if (!engine) {
        const { createEngine } =
          require("./engine/automation-engine") as typeof import("./engine/automation-engine");
        engine = createEngine(join(root, ".fleet"), (text) => output.line(text));
      }
      return engine;
    },
  };
}
