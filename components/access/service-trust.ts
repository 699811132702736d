import type { PolicyStatement } from "./policy-document";

export interface ServiceTrustArgs {
  /** Service principal, for example `states.amazonaws.com`. */
  readonly service: string;
  /**
   * Account that the service must act for.
   * @default no condition, for services that send no source when they assume a role
   */
  readonly sourceAccount?: string;
  /**
   * Resources that the service must act for; may hold `*`.
   * @default any resource of `sourceAccount`
   */
  readonly sourceArns?: readonly string[];
}

/**
 * The trust statement of a role that an AWS service assumes. The conditions keep the service from being made to
 * act for another account's resource (the confused deputy).
 */
export function serviceTrust(args: ServiceTrustArgs): PolicyStatement {
  return {
    Sid: "ServiceMayAssume",
    Effect: "Allow",
    Principal: { Service: args.service },
    Action: "sts:AssumeRole",
    ...(args.sourceAccount && {
      Condition: {
        StringEquals: { "aws:SourceAccount": args.sourceAccount },
        ...(args.sourceArns && { ArnLike: { "aws:SourceArn": args.sourceArns } }),
      },
    }),
  };
}
