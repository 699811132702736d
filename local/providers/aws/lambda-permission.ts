import { AddPermissionCommand, GetPolicyCommand, RemovePermissionCommand } from "@aws-sdk/client-lambda";

import type { Properties, ResourceType } from "../resource";
import { ifPresent } from "./presence";

const MISSING = "ResourceNotFoundException";

/** A statement of a function's policy: every change replaces it. */
export const lambdaPermission: ResourceType = {
  inputs: {
    statementId: "leaf",
    function: "leaf",
    qualifier: "leaf",
    action: "leaf",
    principal: "leaf",
    sourceArn: "leaf",
    sourceAccount: "leaf",
  },
  required: ["function", "action", "principal"],
  autoName: "statementId",
  async create(inputs, { aws }) {
    await aws.lambda.send(
      new AddPermissionCommand({
        FunctionName: inputs.function,
        Qualifier: inputs.qualifier,
        StatementId: inputs.statementId,
        Action: inputs.action,
        Principal: inputs.principal,
        SourceArn: inputs.sourceArn,
        SourceAccount: inputs.sourceAccount,
      }),
    );
    return { id: inputs.statementId, outputs: {} };
  },
  /** An import gives `<function>/<statement id>`, as the provider takes it. */
  async read(id, known, { aws }) {
    const [importedFunction, importedId] = id.split("/");
    const FunctionName = known.function ?? importedFunction;
    const statementId = known.statementId ?? importedId;
    const answer = await ifPresent(
      aws.lambda.send(new GetPolicyCommand({ FunctionName, Qualifier: known.qualifier })),
      MISSING,
    );
    const statements: Properties[] = answer?.Policy ? JSON.parse(answer.Policy).Statement : [];
    const statement = statements.find(({ Sid }) => Sid === statementId);
    return (
      statement && {
        id: statementId,
        outputs: { ...outputsOf(statement), function: FunctionName, statementId },
      }
    );
  },
  async delete(_id, known, { aws }) {
    await ifPresent(
      aws.lambda.send(
        new RemovePermissionCommand({
          FunctionName: known.function,
          Qualifier: known.qualifier,
          StatementId: known.statementId,
        }),
      ),
      MISSING,
    );
  },
};

function outputsOf({ Action, Principal, Condition }: Properties): Properties {
  return {
    action: Action,
    principal: Principal.Service ?? Principal.AWS ?? Principal,
    sourceArn: Condition?.ArnLike?.["AWS:SourceArn"],
    sourceAccount: Condition?.StringEquals?.["AWS:SourceAccount"],
  };
}
