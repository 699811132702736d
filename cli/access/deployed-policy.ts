import type { IAMClient } from "@aws-sdk/client-iam";
import { FleetError } from "../../contracts/errors";

/** A statement of a policy as AWS has it. */
export interface DeployedStatement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/**
 * The statements of the managed policy that is in force now, whoever changed it.
 * @throws FleetError `BackendUnavailable` when there is none
 */
export async function deployedStatements(
  iam: IAMClient,
  policyArn: string,
  remedy: string,
): Promise<readonly DeployedStatement[]> {
  const { GetPolicyCommand, GetPolicyVersionCommand } =
    require("@aws-sdk/client-iam") as typeof import("@aws-sdk/client-iam");
  try {
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: policyArn }));
    const { PolicyVersion } = await iam.send(
      new GetPolicyVersionCommand({ PolicyArn: policyArn, VersionId: Policy?.DefaultVersionId }),
    );
    const document = JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? "{}"));
    return [document.Statement ?? []].flat();
  } catch (error) {
    if ((error as Error).name === "NoSuchEntityException") {
      throw new FleetError("BackendUnavailable", `policy ${policyArn} is missing: ${remedy}`, [], {
        cause: error,
      });
    }
    throw error;
  }
}
