import { place, registeredCheck } from "../registered-check";
import type { Registration } from "../subject";

/** What AWS allows as a name: its property and form. A name that Pulumi makes is not checked: it does so itself. */
const RULES: Readonly<
  Record<string, { readonly property: string; readonly pattern: RegExp; readonly allowed: string }>
> = {
  "aws:s3/bucket:Bucket": {
    property: "bucket",
    pattern: /^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    allowed: "3 to 63 lower-case letters, digits, hyphens and dots",
  },
  "aws:iam/role:Role": rule(/^[\w+=,.@-]{1,64}$/, "1 to 64 letters, digits and + = , . @ _ -"),
  "aws:iam/instanceProfile:InstanceProfile": rule(
    /^[\w+=,.@-]{1,128}$/,
    "1 to 128 letters, digits and + = , . @ _ -",
  ),
  "aws:iam/policy:Policy": rule(/^[\w+=,.@-]{1,128}$/, "1 to 128 letters, digits and + = , . @ _ -"),
  "aws:kms/alias:Alias": rule(
    /^alias\/(?!aws\/)[\w/-]{1,250}$/,
    "alias/ and at most 250 letters, digits and / _ -",
  ),
  "aws:lambda/function:Function": rule(/^[\w-]{1,64}$/, "1 to 64 letters, digits, _ and -"),
  "aws:sfn/stateMachine:StateMachine": rule(/^[\w-]{1,80}$/, "1 to 80 letters, digits, _ and -"),
  "aws:dynamodb/table:Table": rule(/^[\w.-]{3,255}$/, "3 to 255 letters, digits and _ . -"),
  "aws:sqs/queue:Queue": rule(/^[\w-]{1,75}(\.fifo|[\w-]{0,5})$/, "1 to 80 letters, digits, _ and -"),
  "aws:sns/topic:Topic": rule(/^[\w-]{1,256}$/, "1 to 256 letters, digits, _ and -"),
  "aws:ecr/repository:Repository": rule(
    /^(?=.{2,256}$)[a-z0-9]+([._-][a-z0-9]+)*(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/,
    "2 to 256 lower-case letters, digits, and single . _ - / between them",
  ),
  "aws:ecs/cluster:Cluster": rule(/^[\w-]{1,255}$/, "1 to 255 letters, digits, _ and -"),
  "aws:cloudwatch/logGroup:LogGroup": rule(/^[\w/.#-]{1,512}$/, "1 to 512 letters, digits and _ / . # -"),
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": rule(/^[\x20-\x7e]{1,255}$/, "1 to 255 ASCII characters"),
  "aws:cloudwatch/metricAlarm:MetricAlarm": rule(/^[\x20-\x7e]{1,255}$/, "1 to 255 ASCII characters"),
  "aws:cloudwatch/eventRule:EventRule": rule(/^[\w.-]{1,64}$/, "1 to 64 letters, digits and _ . -"),
  "aws:cloudtrail/trail:Trail": rule(
    /^[A-Za-z0-9][\w.-]{1,126}[A-Za-z0-9]$/,
    "3 to 128 letters, digits and _ . -",
  ),
  "aws:ec2/securityGroup:SecurityGroup": rule(
    /^(?!sg-)[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/,
    "1 to 255 characters, not sg- at the start",
  ),
};

export const names = registeredCheck(
  "names",
  "names of resources: length and letters that AWS allows, and none given twice",
  (registrations) => [...registrations.flatMap(badNames), ...doubleNames(registrations)],
);

function rule(pattern: RegExp, allowed: string) {
  return { property: "name", pattern, allowed };
}

/** A name that is given; undefined where Pulumi makes one. */
function nameOf(type: string, inputs: Readonly<Record<string, unknown>>): string | undefined {
  const name = inputs[RULES[type]?.property ?? ""];
  return typeof name === "string" ? name : undefined;
}

function badNames(registration: Registration): readonly string[] {
  return registration.resources.flatMap((resource) => {
    const name = nameOf(resource.type, resource.inputs);
    const { pattern, allowed } = RULES[resource.type] ?? {};
    return name === undefined || pattern?.test(name)
      ? []
      : [
          `${place(registration, resource)}: its name ${JSON.stringify(name)} has ${name.length} characters; use ${allowed}`,
        ];
  });
}

/** Environments may share an account, where a second resource of the same name could not be made. */
function doubleNames(registrations: readonly Registration[]): readonly string[] {
  const first = new Map<string, string>();
  return registrations.flatMap((registration) =>
    registration.resources.flatMap((resource) => {
      const name = nameOf(resource.type, resource.inputs);
      const key = `${resource.type} ${name}`;
      const here = place(registration, resource);
      const there = first.get(key);
      if (name === undefined || there === undefined) {
        first.set(key, here);
        return [];
      }
      return [`${here}: its name ${JSON.stringify(name)} is already that of ${there}`];
    }),
  );
}
