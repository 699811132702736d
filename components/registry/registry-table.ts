import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { REGISTRY_INDEXES } from "../../contracts/registry/registry-keys";

export interface RegistryTableArgs {
  readonly tableName: string;
  readonly keyArn: pulumi.Input<string>;
  /**
   * Whether AWS and Pulumi refuse to delete the table.
   * @default true
   */
  readonly protect?: boolean;
}

/** Workspaces, their resources and deployments, and the indexes by which they are looked for. */
export class RegistryTable extends pulumi.ComponentResource {
  readonly tableName: pulumi.Output<string>;
  readonly tableArn: pulumi.Output<string>;

  constructor(name: string, args: RegistryTableArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:registry:RegistryTable", name, {}, options);
    const { protect = true } = args;

    const table = new aws.dynamodb.Table(
      name,
      {
        name: args.tableName,
        billingMode: "PAY_PER_REQUEST",
        hashKey: "pk",
        rangeKey: "sk",
        attributes: keyAttributes(),
        globalSecondaryIndexes: Object.entries(REGISTRY_INDEXES).map(([index, key]) => ({
          name: index,
          ...key,
          projectionType: "ALL",
        })),
        pointInTimeRecovery: { enabled: true },
        serverSideEncryption: { enabled: true, kmsKeyArn: args.keyArn },
        deletionProtectionEnabled: protect,
        tags: { Name: args.tableName },
      },
      { parent: this, protect },
    );

    this.tableName = table.name;
    this.tableArn = table.arn;
    this.registerOutputs({ tableName: this.tableName, tableArn: this.tableArn });
  }
}

/** Every attribute that is part of a key, once. */
function keyAttributes(): { readonly name: string; readonly type: "S" }[] {
  const ofIndexes = Object.values(REGISTRY_INDEXES).flatMap((key) => Object.values<string>(key));
  return [...new Set(["pk", "sk", ...ofIndexes])].map((name) => ({ name, type: "S" }));
}
