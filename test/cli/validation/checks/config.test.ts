import { expect } from "chai";
import { config } from "../../../../cli/validation/checks/config";
import { ENVIRONMENTS, type Environment } from "../../../../contracts/environment";
import { environmentConfig } from "../../../support/environment-config";
import { subject } from "../../../support/validation-subject";

describe("check of config", () => {
  const file = (environment: Environment, change: Record<string, unknown> = {}) => ({
    config: { ...environmentConfig(environment), ...change },
    secretsprovider: `awskms://alias/hyperion-${environment}-state?region=eu-west-1`,
  });
  const files = (change: Record<string, unknown> = {}, secretsprovider?: string) => ({
    ...Object.fromEntries(ENVIRONMENTS.map((environment) => [environment, file(environment)])),
    prod: { ...file("prod", change), ...(secretsprovider && { secretsprovider }) },
  });

  it("accepts what is shipped", async () => {
    expect(await config.run(subject({ files: files() }))).to.deep.equal([]);
  });

  it("finds an unknown key, a wrong value, and what several keys break together", async () => {
    const change = { "base:zoneCuont": 3, "state:keyDeletionWindowDays": 3, "runtime:runnerMemoryMib": 1024 };
    expect(await config.run(subject({ files: files(change) }))).to.deep.equal([
      'prod: state:keyDeletionWindowDays is "3": use a whole number from 7 to 30; set state:keyDeletionWindowDays in Pulumi.prod.yaml',
      "prod: base:zoneCuont is no key of this project: did you mean base:zoneCount? Rename it, or remove it from Pulumi.prod.yaml",
      "prod: runtime:runnerMemoryMib is 1024: with runtime:runnerCpu 1024 Fargate allows multiples of 1024 from 2048 to 8192",
    ]);
  });

  it("finds an environment whose secrets another one's key encrypts", async () => {
    const dev = "awskms://alias/hyperion-dev-state?region=eu-west-1";
    expect(await config.run(subject({ files: files({}, dev) }))).to.deep.equal([
      `prod: secretsprovider of Pulumi.prod.yaml is "${dev}": use awskms://alias/hyperion-prod-state?region=eu-west-1, the environment's own key`,
    ]);
  });
});
