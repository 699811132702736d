import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { clientConfiguration, type TestFleet } from "./fleet";

/** An access key of its own, as AWS clients take it. */
export interface UserCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A user of the fleet's emulator who may do what `policy`, a document or the ARN of one, allows. */
export async function createUser(
  fleet: TestFleet,
  UserName: string,
  policy: string,
): Promise<UserCredentials> {
  const iam = new IAMClient(clientConfiguration(fleet));
  await iam.send(new CreateUserCommand({ UserName }));
  await (policy.startsWith("arn:")
    ? iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: policy }))
    : iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "all", PolicyDocument: policy })));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  iam.destroy();
  return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
}
