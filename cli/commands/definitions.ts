import type { Command } from "commander";
import type { Start } from "./start";

/** Adds commands to the program: names, options and help. */
export type Define = (program: Command, start: Start) => void;

/** The commands of each file that defines some, in the order of `fleet --help` → their definition, which is loaded then. */
export const DEFINITIONS: ReadonlyMap<string, () => Define> = new Map([
  [
    "bootstrap status",
    () =>
      (require("./environment/definition") as typeof import("./environment/definition"))
        .defineEnvironmentCommands,
  ],
  [
    "up preview refresh outputs down",
    () => (require("./project/definition") as typeof import("./project/definition")).defineProjectCommands,
  ],
  [
    "promote promotion rollback",
    () =>
      (require("./promotion/definition") as typeof import("./promotion/definition")).definePromotionCommands,
  ],
  ["state", () => (require("./state/definition") as typeof import("./state/definition")).defineStateCommands],
  ["dr", () => (require("./drill/definition") as typeof import("./drill/definition")).defineDrillCommands],
  [
    "recover",
    () => (require("./recovery/definition") as typeof import("./recovery/definition")).defineRecoveryCommands,
  ],
  ["audit", () => (require("./audit/definition") as typeof import("./audit/definition")).defineAuditCommands],
  [
    "access",
    () => (require("./access/definition") as typeof import("./access/definition")).defineAccessCommands,
  ],
  ["drift", () => (require("./drift/definition") as typeof import("./drift/definition")).defineDriftCommands],
  [
    "hygiene",
    () => (require("./hygiene/definition") as typeof import("./hygiene/definition")).defineHygieneCommands,
  ],
  ["gc", () => (require("./gc/definition") as typeof import("./gc/definition")).defineGcCommand],
  ["lock", () => (require("./lock/definition") as typeof import("./lock/definition")).defineLockCommands],
  [
    "migrate",
    () =>
      (require("./migration/definition") as typeof import("./migration/definition")).defineMigrationCommands,
  ],
  [
    "enclave",
    () => (require("./enclave/definition") as typeof import("./enclave/definition")).defineEnclaveCommands,
  ],
  [
    "workspace",
    () =>
      (require("./workspace/definition") as typeof import("./workspace/definition")).defineWorkspaceCommands,
  ],
  [
    "registry",
    () => (require("./registry/definition") as typeof import("./registry/definition")).defineRegistryCommands,
  ],
  [
    "console",
    () => (require("./console/definition") as typeof import("./console/definition")).defineConsoleCommand,
  ],
  [
    "config",
    () => (require("./config/definition") as typeof import("./config/definition")).defineConfigCommands,
  ],
  [
    "validate",
    () =>
      (require("./validation/definition") as typeof import("./validation/definition"))
        .defineValidationCommands,
  ],
  ["ci", () => (require("./ci/definition") as typeof import("./ci/definition")).defineCiCommands],
  ["local", () => (require("./local/definition") as typeof import("./local/definition")).defineLocalCommands],
  [
    "doctor",
    () =>
      (require("./installation/definition") as typeof import("./installation/definition"))
        .defineInstallationCommands,
  ],
]);
