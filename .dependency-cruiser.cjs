// The import rule of ARCHITECTURE.md: imports go one way, and never in a circle.
const programs = "(state|base|runtime|enclave)";

/** What may be imported from a folder of this repository, besides the folder itself. */
const allowed = {
  contracts: [],
  // the state bucket's content, for people's commands and for the runner
  backend: ["contracts"],
  lambdas: ["contracts", "backend"],
  components: ["contracts"],
  state: ["components", "contracts"],
  base: ["components", "contracts", "state/outputs"],
  runtime: ["components", "contracts", "base/outputs"],
  enclave: ["components", "contracts"],
  // They run the programs, so they may load them and speak their configuration.
  runner: ["backend", "contracts", "enclave"],
  cli: ["backend", "contracts", "state", "base", "runtime", "enclave"],
};
const top = Object.keys(allowed).concat("local", "test", "bench", "tools", "policy");

module.exports = {
  forbidden: [
    {
      name: "no-circular",
      severity: "error",
      comment: "A circle has no place to start reading.",
      from: {},
      to: { circular: true },
    },
    {
      name: "not-to-unresolvable",
      severity: "error",
      comment: "An import that cannot be found.",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-deprecated-or-undeclared-package",
      severity: "error",
      comment: "Declare every package in package.json.",
      from: { pathNot: "^(test|bench|local|tools)/" },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown", "npm-dev"] },
    },
    {
      name: "only-base-reference-reads-base-outputs",
      severity: "error",
      comment: "runtime/base-reference.ts is the only place with a StackReference to base.",
      from: { path: "^runtime/", pathNot: "^runtime/base-" },
      to: { path: "^base/" },
    },
    ...Object.entries(allowed).map(([folder, targets]) => ({
      name: `${folder}-imports`,
      severity: "error",
      comment: `${folder} may import ${["itself", ...targets].join(", ")}`,
      from: { path: `^${folder}/` },
      to: {
        path: `^(${top.join("|")})/`,
        pathNot: [folder, ...targets].map((target) => `^${target}(/|\\.ts$)`),
      },
    })),
    {
      name: "programs-do-not-load-programs",
      severity: "error",
      comment: "Programs know each other's outputs.ts only.",
      from: { path: `^${programs}/` },
      to: { path: `^${programs}/(index|config)\\.ts$`, pathNot: "^$1/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { extensions: [".ts", ".js", ".cjs", ".json", ".d.ts"] },
  },
};
