import { GetRoleCommand, IAMClient, UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { trustsService } from "./task-trust";

/** Environment variables that hold a role's temporary credentials. */
export interface RoleCredentials {
  readonly AWS_ACCESS_KEY_ID: string;
  readonly AWS_SECRET_ACCESS_KEY: string;
  readonly AWS_SESSION_TOKEN: string;
}

/** Gives tasks the credentials of their roles, as ECS does, and rules those of their targets. */
export class TaskCredentials {
  readonly #iam: IAMClient;
  readonly #sts: STSClient;
  /** One at a time: the role's trust is changed for a moment. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: { readonly endpoint: string; readonly region: string }) {
    const client = { ...options, credentials: { accessKeyId: "test", secretAccessKey: "test" } };
    this.#iam = new IAMClient(client);
    this.#sts = new STSClient(client);
  }

  /**
   * @param sourceArn task or rule for which the role is assumed
   * @throws Error when the role does not trust the service to assume it for this task or rule
   */
  async of(
    roleArn: string,
    sourceArn: string,
    service = "ecs-tasks.amazonaws.com",
  ): Promise<RoleCredentials> {
    const next = this.#last.then(() => this.#assume(roleArn, sourceArn, service));
    this.#last = next.catch(() => undefined);
    return next;
  }

  close(): void {
    this.#iam.destroy();
    this.#sts.destroy();
  }

  /**
   * A trust policy names the service and where it acts for, which only ECS itself can send. So the trust is
   * evaluated here, then opened to root for the length of one call, and put back as it was.
   */
  async #assume(roleArn: string, sourceArn: string, service: string): Promise<RoleCredentials> {
    const RoleName = roleArn.split("/").at(-1) ?? "";
    const { Role: role } = await this.#iam.send(new GetRoleCommand({ RoleName }));
    const trust = decodeURIComponent(role?.AssumeRolePolicyDocument ?? "{}");
    if (!trustsService(trust, service, sourceArn)) {
      throw new Error(`role ${roleArn} does not trust ${service} to assume it for ${sourceArn}`);
    }
    const account = sourceArn.split(":")[4];
    const opened = JSON.stringify({
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
      },
    });
    await this.#iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: opened }));
    try {
      const { Credentials: credentials } = await this.#sts.send(
        new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: sourceArn.split("/").at(-1) }),
      );
      return {
        AWS_ACCESS_KEY_ID: credentials?.AccessKeyId ?? "",
        AWS_SECRET_ACCESS_KEY: credentials?.SecretAccessKey ?? "",
        AWS_SESSION_TOKEN: credentials?.SessionToken ?? "",
      };
    } finally {
      await this.#iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust }));
    }
  }
}
