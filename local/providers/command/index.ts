import { version } from "@pulumi/command/package.json";

import type { ProviderStandIn } from "../stand-in";
import { type CommandContext, localCommand } from "./local";

/** The stand-in for the command provider. */
export const command: ProviderStandIn<CommandContext> = {
  name: "command",
  version,
  resources: { "command:local:Command": localCommand },
  functions: {},
  configKeys: [],
  fileOf: (token) => `local/providers/command/${token.split(":")[1] ?? token}.ts`,
  configure: (_, environment) => ({
    defaultTags: {},
    context: async () => ({ environment }),
    close: () => undefined,
  }),
};
