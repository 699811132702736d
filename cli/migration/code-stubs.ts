import { type ImportEntry, importFile } from "./import-file";
import { attributeOf, known } from "./known-resource";
import type { MigrationStep } from "./migration-plan";
import type { TerraformResource } from "./terraform-state";

/**
 * TypeScript for what no program has: each resource with its name, its id, and the inputs that identify it. The rest
 * is filled in by hand, or taken from the code that `pulumi import` prints. Nothing that is sensitive is in it.
 *
 * @param steps stubs of one project
 */
export function codeStubs(
  steps: readonly MigrationStep[],
  resources: ReadonlyMap<string, TerraformResource>,
): string {
  const entries = importFile(steps, resources).resources;
  const stubs = steps.map((step, index) => {
    const entry = entries[index];
    return entry ? stub(step, entry, resources.get(step.address)) : "";
  });
  return `import * as aws from "@pulumi/aws";\n\n${stubs.join("\n")}`;
}

function stub(
  { address }: MigrationStep,
  { type, name, id }: ImportEntry,
  resource?: TerraformResource,
): string {
  const inputs = Object.entries(resource ? identifyingInputs(resource) : {}).map(
    ([input, value]) => `    ${input}: ${JSON.stringify(value)},\n`,
  );
  return `// ${address}
new aws.${className(type)}(
  ${JSON.stringify(name)},
  {
${inputs.join("")}    // complete this from the Terraform code, until a preview shows no change
  },
  // remove \`import\` when it is done
  { import: ${JSON.stringify(id)}, protect: true },
);
`;
}

function identifyingInputs(resource: TerraformResource): Readonly<Record<string, unknown>> {
  const one = known(resource);
  const names = [...new Set(one?.type.identities.flat() ?? [])].filter((name) => !name.includes("."));
  return Object.fromEntries(
    names
      .map((name) => [name, one && attributeOf(one, name)] as const)
      .filter(([, value]) => value !== undefined && value !== null && value !== ""),
  );
}

/** `ec2.Subnet` of `aws:ec2/subnet:Subnet`. */
function className(type: string): string {
  const [, service = "", name = ""] = /^aws:([^/]+)\/[^:]+:(.+)$/.exec(type) ?? [];
  return `${service}.${name}`;
}
