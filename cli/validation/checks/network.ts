import { Netmask } from "netmask";
import { ENVIRONMENTS } from "../../../contracts/environment";
import type { Check } from "../check";
import type { Subject } from "../subject";

const KEY = "base:vpcCidrBlock";

export const network: Check = {
  name: "network",
  description: "no environment's network overlaps another's, so that any two may be connected",
  run: (subject) => {
    const blocks = ENVIRONMENTS.map((environment) => ({ environment, block: blockOf(subject, environment) }));
    return blocks.flatMap((one, index) =>
      blocks
        .slice(index + 1)
        .filter((other) => overlap(one.block, other.block))
        .map(
          (other) =>
            `${KEY} of ${one.environment}, ${one.block}, overlaps that of ${other.environment}, ${other.block}: give each a block of its own`,
        ),
    );
  },
};

function blockOf(subject: Subject, environment: (typeof ENVIRONMENTS)[number]): string {
  return String(subject.file(environment).config[KEY]);
}

/** What is no network is the finding of the check of configuration. */
function overlap(first: string, second: string): boolean {
  try {
    const [a, b] = [new Netmask(first), new Netmask(second)];
    return a.contains(b) || b.contains(a);
  } catch {
    return false;
  }
}
