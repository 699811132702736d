import type { Environment } from "../../contracts/environment";

/** Where an environment lives: what ARNs are made of. */
export interface Place {
  readonly environment: Environment;
  /** Twelve digits. */
  readonly accountId: string;
  readonly region: string;
  /**
   * Whether short-lived copies of runtime may stand on base, so that its roles serve them too.
   * @default false
   */
  readonly workspaces?: boolean;
}

/** ARN of a regional resource: `arn:aws:<service>:<region>:<account>:<resource>`. */
export function regionalArn(place: Place, service: string, resource: string): string {
  return `arn:aws:${service}:${place.region}:${place.accountId}:${resource}`;
}

/** ARN of an IAM entity, for example `role/hyperion-dev-runner`. */
export function iamArn(place: Place, resource: string): string {
  return `arn:aws:iam::${place.accountId}:${resource}`;
}
