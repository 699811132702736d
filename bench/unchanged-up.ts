import { delimiter, join } from "node:path";
import { LocalFleet } from "../test/support/local-fleet";
import type { Figure } from "./support/figure";
import { runInTurn } from "./support/measure";

const ROOT = join(__dirname, "..");

/** `fleet up` of a base that has not changed, beside plain `pulumi up` of the same stack, program and backend. */
export async function measure(): Promise<readonly Figure[]> {
  const local = await LocalFleet.start();
  try {
    await local.json("bootstrap", "dev");
    await local.json("up", "base", "dev");
    const { backend } = await local.json<{ backend: string }>("status", "dev");
    const { environment, home } = local.profile;
    const [ours, pulumi] = await runInTurn(
      [
        { file: join(ROOT, "bin", "fleet"), args: ["up", "base", "dev"], env: local.environment },
        {
          file: "pulumi",
          args: [
            ...[
              "up",
              "--yes",
              "--skip-preview",
              "--non-interactive",
              "--cwd",
              join(ROOT, "base"),
              "--stack",
              "dev",
            ],
            ...["--config-file", join(home, "Pulumi.dev.yaml")],
          ],
          env: {
            ...process.env,
            ...environment,
            PULUMI_BACKEND_URL: backend,
            PATH: [process.env.PATH, join(ROOT, ".fleet", "bin"), join(ROOT, "local", "language-host")].join(
              delimiter,
            ),
          },
        },
      ],
      5,
    );
    if (!ours || !pulumi) {
      throw new Error("nothing was measured");
    }
    return [
      {
        name: "unchanged-up base",
        unit: "ms",
        ours: ours.milliseconds,
        alternative: "pulumi up",
        theirs: pulumi.milliseconds,
        goal: "<= 1.2",
        met: ours.milliseconds / pulumi.milliseconds <= 1.2,
      },
    ];
  } finally {
    await local.stop();
  }
}
