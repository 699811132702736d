import type { PulumiFn } from "@pulumi/pulumi/automation";
import type { Project } from "../../contracts/environment";

/** The projects' programs, each loaded when it is asked for; never imported for anything but to be run. */
const PROGRAMS: Readonly<Record<Project, () => PulumiFn>> = {
  state: () => require("../../state/index") as PulumiFn,
  base: () => require("../../base/index") as PulumiFn,
  runtime: () => require("../../runtime/index") as PulumiFn,
  enclave: () => require("../../enclave/index") as PulumiFn,
};

export function loadProgram(project: Project): PulumiFn {
  return PROGRAMS[project]();
}
