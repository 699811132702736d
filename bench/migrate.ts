import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { checkpointKey } from "../backend/layout";
import type { Environment } from "../contracts/environment";
import { stateBucketName } from "../contracts/names";
import { pulumiRoot } from "../test/support/engine";
import { LocalFleet } from "../test/support/local-fleet";
import { type ExportedResource, terraformStateOf } from "../test/support/terraform-state";
import type { Figure } from "./support/figure";
import { type Watched, watch } from "./support/watch";

const ROOT = join(__dirname, "..");
/**
 * Resources by environment, and how many times as long as `pulumi import` it may take. Ours runs the engine four times
 * and not once: to know the program, to read, to compare, to write outputs and dependencies. With few resources it is
 * mostly their start that is paid for; with many, each of them may cost no more than what is done with it: to be read,
 * compared and written.
 */
const SIZES = { dev: { count: 60, goal: 8 }, staging: { count: 600, goal: 3 } } as const;
/** Saves the state once at the end, and not after each resource: it is thrown away. */
const WITHOUT_CHECKPOINTS = { PULUMI_SKIP_CHECKPOINTS: "true" };
/** With the CLI beside it, which needs 160 MiB, it fits into the smallest machines that people work on: 1 GiB. */
const GOAL_MEBIBYTES = 640;

/**
 * Carrying out a plan that takes over what Terraform has made, up to the preview that shows no change, beside
 * `pulumi import --file` of the same resources, which reads them and stops there.
 */
export async function measure(): Promise<readonly Figure[]> {
  const local = await LocalFleet.start();
  const folder = mkdtempSync(join(tmpdir(), "fleet-bench-"));
  try {
    const figures: Figure[] = [];
    for (const [environment, { count, goal }] of Object.entries(SIZES)) {
      const bench = new Bench(local, environment as Environment, count, join(folder, environment));
      const resources = await bench.makeLegacy();
      const ours = await bench.migrate();
      const theirs = await bench.pulumiImport(resources);
      figures.push(...figuresOf(count, goal, ours, theirs));
    }
    return figures;
  } finally {
    await local.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function figuresOf(count: number, goal: number, ours: Watched, theirs: Watched): readonly Figure[] {
  const alternative = "pulumi import --file";
  return [
    {
      name: `migrate-${count} without changes`,
      unit: "s",
      ours: ours.milliseconds / 1000,
      alternative,
      theirs: theirs.milliseconds / 1000,
      goal: `<= ${goal}`,
      met: ours.milliseconds / theirs.milliseconds <= goal,
    },
    {
      name: `migrate-${count}-memory`,
      unit: "MiB at most",
      ours: ours.mebibytes,
      alternative,
      theirs: theirs.mebibytes,
      goal: `< ${GOAL_MEBIBYTES} MiB`,
      met: ours.mebibytes < GOAL_MEBIBYTES,
    },
  ];
}

/** One environment whose base is what Terraform has made. */
class Bench {
  readonly #local: LocalFleet;
  readonly #environment: Environment;
  readonly #count: number;
  readonly #folder: string;

  constructor(local: LocalFleet, environment: Environment, count: number, folder: string) {
    this.#local = local;
    this.#environment = environment;
    this.#count = count;
    this.#folder = folder;
  }

  /** The resources, in AWS and in a state of Terraform's, and in none of Pulumi's. */
  async makeLegacy(): Promise<readonly ExportedResource[]> {
    mkdirSync(this.#folder);
    await this.#local.json("bootstrap", this.#environment);
    await this.#fleet(["up", "base", this.#environment], WITHOUT_CHECKPOINTS);
    const exported = await this.#local.json<{
      readonly deployment: { readonly resources: readonly ExportedResource[] };
    }>("state", "export", "base", this.#environment);
    const resources = exported.deployment.resources.filter(({ type }) => type.startsWith("aws:"));
    if (resources.length !== this.#count) {
      throw new Error(`there are ${resources.length} resources, and ${this.#count} were asked for`);
    }
    writeFileSync(this.#path("terraform.tfstate"), terraformStateOf(resources));
    await this.#local.aws.s3.send(
      new DeleteObjectCommand({
        Bucket: stateBucketName(this.#environment, "000000000000", "eu-west-1"),
        Key: checkpointKey({ project: "base", stack: this.#environment }, "none"),
      }),
    );
    return resources;
  }

  /** @throws Error when anything would change or be created */
  async migrate(): Promise<Watched> {
    const state = ["--state", this.#path("terraform.tfstate"), "--env", this.#environment];
    await this.#fleet(["migrate", "terraform", ...state, "--out", this.#folder]);
    const plan = this.#path("plan.yaml");
    const run = await this.#fleet(["migrate", "terraform", ...state, "--plan", plan, "--yes", "--json"]);
    const [base] = JSON.parse(run.stdout).projects;
    if (base.imported.length !== this.#count || base.changed.length > 0 || base.toCreate > 0) {
      throw new Error(`the verifying preview is not without changes:\n${run.stdout}`);
    }
    return run;
  }

  async pulumiImport(resources: readonly ExportedResource[]): Promise<Watched> {
    const file = this.#path("import.json");
    const entries = resources.map(({ type, id }, index) => ({ type, name: `resource-${index}`, id }));
    writeFileSync(file, JSON.stringify({ resources: entries }));
    writeFileSync(this.#path("Pulumi.yaml"), "name: imported\nruntime: nodejs\n");
    const { backend } = await this.#local.json<{ backend: string }>("status", this.#environment);
    const secrets = `awskms://alias/hyperion-${this.#environment}-state?region=eu-west-1`;
    await this.#pulumi(backend, "stack", "init", "imported", "--secrets-provider", secrets);
    const options = ["--yes", "--skip-preview", "--generate-code=false", "--protect=false"];
    return this.#pulumi(backend, "import", "--stack", "imported", "--file", file, ...options);
  }

  /** `fleet` with the program of `support/legacy-base.ts` as base. */
  #fleet(args: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<Watched> {
    return watch(
      process.execPath,
      [
        ...["--require", join(ROOT, "register.cjs")],
        ...["--require", join(__dirname, "support", "legacy-base.ts")],
        ...[join(ROOT, "bin", "fleet"), ...args],
      ],
      { ...this.#local.environment, ...variables, LEGACY_RESOURCES: String(this.#count) },
    );
  }

  #pulumi(backend: string, ...args: readonly string[]): Promise<Watched> {
    return watch(join(pulumiRoot(), "bin", "pulumi"), [...args, "--non-interactive", "--cwd", this.#folder], {
      ...process.env,
      ...this.#local.profile.environment,
      PULUMI_BACKEND_URL: backend,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PATH: [process.env.PATH, join(ROOT, "local", "language-host")].join(delimiter),
    });
  }

  #path(file: string): string {
    return join(this.#folder, file);
  }
}
