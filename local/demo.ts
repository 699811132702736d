import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import pc from "picocolors";
import type { Profile } from "../contracts/local-profile";
import { enclaveClients, resourcesOfEnclave } from "./leftovers";

const ROOT = resolve(__dirname, "..");
const FLEET = join(ROOT, "bin", "fleet");
const PROFILE = join(ROOT, ".fleet", "local", "profile.json");
const ENCLAVE = "payments-signer";
/** What `fleet` ends with after Ctrl-C. */
const INTERRUPTED = 130;

/** What is shown, in order. `exit` is the code that a person would see. */
interface Step {
  readonly title: string;
  readonly command: readonly string[];
  readonly exit: number;
}

const BRING_UP: readonly Step[] = [
  { title: "AWS on this machine", command: ["local", "start"], exit: 0 },
  {
    title: "state bucket and key, which then hold their own state",
    command: ["--local", "bootstrap", "dev"],
    exit: 0,
  },
  {
    title: "base: network, zone, repository, roles, request table",
    command: ["--local", "up", "base", "dev"],
    exit: 0,
  },
  {
    title: "runtime: trigger, state machines, runner",
    command: ["--local", "up", "runtime", "dev"],
    exit: 0,
  },
];

const DEPLOY: Step = {
  title: "an application team asks for an enclave",
  command: ["--local", "enclave", "request", "dev", "examples/payments-signer.yaml", "--wait"],
  exit: 0,
};

const REJECT: Step = {
  title: "a request that cannot work is rejected with its reasons",
  command: ["--local", "enclave", "request", "dev", "examples/bad-request.yaml", "--no-validate", "--wait"],
  exit: 1,
};

const DESTROY: Step = {
  title: "the team gives its enclave back",
  command: ["--local", "enclave", "delete", "dev", ENCLAVE, "--wait", "--yes"],
  exit: 0,
};

/** Takes the platform on this machine from nothing to an enclave and back, as a person would with `fleet`. */
async function main(keep: boolean): Promise<void> {
  if (existsSync(PROFILE)) {
    throw new Error("a local AWS is there already: `bin/fleet local stop` ends it, then run the demo again");
  }
  const interruption = watchForInterruption();
  const timings: Timing[] = [];
  const run = async (step: Step) => {
    interruption.throwIfInterrupted();
    timings.push(await runStep(step));
  };
  let finished = false;
  try {
    for (const step of BRING_UP) {
      await run(step);
    }
    await run(DEPLOY);
    await showResources("of the enclave in AWS, by tag:");
    await run(REJECT);
    await run(DESTROY);
    const left = await showResources("left of the enclave in AWS:");
    if (left.length > 0) {
      throw new Error(`${left.length} resources of ${ENCLAVE} are left`);
    }
    finished = true;
  } finally {
    if (!(finished && keep)) {
      await runFleet(["local", "stop"]);
    }
  }
  showTimings(timings);
  if (keep) {
    showUse();
  }
}

interface Timing {
  readonly title: string;
  readonly seconds: number;
}

async function runStep({ title, command, exit }: Step): Promise<Timing> {
  console.log(`\n${pc.bold(title)}`);
  const started = Date.now();
  const code = await runFleet(command);
  if (code === INTERRUPTED) {
    throw new Error("interrupted");
  }
  if (code !== exit) {
    throw new Error(`fleet ${command.join(" ")} ended with ${code}, expected ${exit}`);
  }
  return { title, seconds: (Date.now() - started) / 1000 };
}

/** Runs the command as a person would, in this terminal. */
async function runFleet(command: readonly string[]): Promise<number> {
  console.log(pc.cyan(`$ fleet ${command.join(" ")}`));
  const fleet = spawn(FLEET, command, { cwd: ROOT, stdio: "inherit" });
  // A terminal's Ctrl-C reaches the command by itself; a second signal would kill it.
  const passOn = () => process.stdin.isTTY || fleet.kill("SIGINT");
  process.on("SIGINT", passOn).on("SIGTERM", passOn);
  try {
    return await new Promise<number>((end, fail) => {
      fleet.once("error", fail);
      fleet.once("exit", (code) => end(code ?? 1));
    });
  } finally {
    process.off("SIGINT", passOn).off("SIGTERM", passOn);
  }
}

interface DemoInterruption {
  throwIfInterrupted(): void;
}

function watchForInterruption(): DemoInterruption {
  let interrupted = false;
  const note = () => {
    interrupted = true;
  };
  process.on("SIGINT", note).on("SIGTERM", note);
  return {
    throwIfInterrupted: () => {
      if (interrupted) {
        throw new Error("interrupted");
      }
    },
  };
}

async function showResources(title: string): Promise<readonly string[]> {
  const profile = JSON.parse(readFileSync(PROFILE, "utf8")) as Profile;
  const resources = await resourcesOfEnclave(enclaveClients(profile), "dev", ENCLAVE);
  console.log(`  ${title} ${resources.length === 0 ? "nothing" : ""}`);
  for (const resource of resources) {
    console.log(`    ${resource}`);
  }
  return resources;
}

function showTimings(timings: readonly Timing[]): void {
  const total = timings.reduce((sum, { seconds }) => sum + seconds, 0);
  console.log();
  for (const { title, seconds } of [...timings, { title: "together", seconds: total }]) {
    console.log(`${seconds.toFixed(1).padStart(7)} s  ${title}`);
  }
}

function showUse(): void {
  const config = join(ROOT, ".fleet", "local", "home", "Pulumi.dev.yaml");
  console.log(`
It goes on running. Try:
  bin/fleet --local status dev
  bin/fleet --local enclave request dev examples/payments-signer.yaml --wait
  bin/fleet --local enclave list dev
  bin/fleet --local preview base dev
Plain Pulumi, with the variables that \`bin/fleet local status\` prints and
  export PULUMI_BACKEND_URL='s3://hyperion-dev-state-000000000000-eu-west-1?region=eu-west-1'
  export PATH="$PWD/local/language-host:$PWD/.fleet/bin:$PATH"
  pulumi preview -C base -s dev --config-file ${config}
At the end:
  bin/fleet local stop`);
}

main(process.argv.includes("--keep")).catch((error: unknown) => {
  console.error(pc.red(`demo: ${error instanceof Error ? error.message : error}`));
  process.exitCode = 1;
});
