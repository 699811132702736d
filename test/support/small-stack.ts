import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { ComponentResource, secret } from "@pulumi/pulumi";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation";
import { pulumiRoot } from "./engine";
import type { TestFleet } from "./fleet";

const run = promisify(execFile);

/** What a small stack consists of. */
export interface SmallStack {
  /** Inputs of its components by their names; one that is called `password` is made a secret. */
  readonly components: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Stands in for `base` of environment dev: a program of components only, saved by the real engine in a second. */
export class SmallStackEngine {
  readonly #fleet: TestFleet;
  readonly bucket: string;

  constructor(fleet: TestFleet, bucket: string) {
    this.#fleet = fleet;
    this.bucket = bucket;
  }

  /** Variables of a run of Pulumi's CLI. */
  get environment(): Record<string, string> {
    return {
      ...this.#fleet.environment,
      PULUMI_BACKEND_URL: `s3://${this.bucket}?region=eu-west-1`,
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
  }

  /** @param variables for this run alone, for instance how its state is compressed */
  async up({ components }: SmallStack, variables: Readonly<Record<string, string>> = {}): Promise<void> {
    const program = async () => {
      for (const [name, { password, ...inputs }] of Object.entries(components)) {
        const secrets = password === undefined ? {} : { password: secret(password) };
        const component = new ComponentResource("test:index:Component", name, { ...inputs, ...secrets });
        // One after the other, so that they are always saved in the same order: `dependsOn` does not wait for
        // a component, only for its children.
        await new Promise((registered) => component.urn.apply(registered));
      }
    };
    const stack = await LocalWorkspace.createOrSelectStack(
      { projectName: "base", stackName: "dev", program },
      {
        workDir: join(this.#fleet.home, "base"),
        pulumiCommand: await PulumiCommand.get({ root: pulumiRoot() }),
        secretsProvider: "awskms://alias/hyperion-dev-state?region=eu-west-1",
        envVars: { ...this.environment, ...variables },
      },
    );
    await stack.up();
  }

  /** What `pulumi stack export` prints: the deployment with its secrets encrypted. */
  async exported(): Promise<{ readonly deployment: { readonly resources?: readonly unknown[] } }> {
    const { stdout } = await run(
      join(pulumiRoot(), "bin", "pulumi"),
      ["stack", "export", "--stack", "dev", "-C", join(this.#fleet.home, "base"), "--non-interactive"],
      { env: { ...process.env, ...this.environment }, maxBuffer: 64 * 1024 * 1024 },
    );
    return JSON.parse(stdout);
  }
}
