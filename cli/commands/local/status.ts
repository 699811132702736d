import { awsProviderOf } from "../../../contracts/local-profile";
import type { Context } from "../../context";
import { columns } from "../../output/columns";
import { localProfilePath, readProfile } from "../../profile";

/** Tells whether the local AWS runs and how other tools reach it. */
export async function status(context: Context): Promise<void> {
  const profile = readProfile(localProfilePath(context.root));
  context.output.result(profile ? { running: true, ...profile } : { running: false }, () => {
    if (!profile) {
      context.output.line("the local AWS does not run: `fleet local start` starts it");
      return;
    }
    const rows = [
      ["endpoint", profile.endpoint],
      ["provider", awsProviderOf(profile)],
      ["process", String(profile.pid)],
      ["logs", profile.logs],
      ["projects", profile.home],
    ];
    for (const line of columns(rows)) {
      context.output.line(line);
    }
    context.output.line("for other tools:");
    for (const [name, value] of Object.entries(profile.environment)) {
      context.output.line(`  export ${name}='${value}'`);
    }
  });
}
