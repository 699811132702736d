import { ENVIRONMENTS, type Environment } from "../../../contracts/environment";
import { secretsProviderUrl, stateKeyAlias } from "../../../contracts/names";
import { OPERATED_PROJECTS } from "../../commands/project/projects";
import { settingsFindings } from "../../configuration/explain";
import { projectConfiguration } from "../../configuration/project-configurations";
import type { Check } from "../check";
import type { Subject } from "../subject";

export const config: Check = {
  name: "config",
  description: "every key of every environment against what the programs accept",
  run: (subject) => ENVIRONMENTS.flatMap((environment) => findingsIn(subject, environment)),
};

function findingsIn(subject: Subject, environment: Environment): readonly string[] {
  const { config: settings, secretsprovider } = subject.file(environment);
  const region = settings["aws:region"];
  const expected = secretsProviderUrl(stateKeyAlias(environment), String(region));
  const findings = settingsFindings(OPERATED_PROJECTS.map(projectConfiguration), environment, settings);
  // Another environment's key would work, and whoever has that one could read these secrets.
  const foreign =
    secretsprovider === expected
      ? []
      : [
          `secretsprovider of Pulumi.${environment}.yaml is ${JSON.stringify(secretsprovider)}: use ${expected}, the environment's own key`,
        ];
  return [...findings, ...foreign].map((finding) => `${environment}: ${finding}`);
}
