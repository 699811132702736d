import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { REQUEST_INDEXES } from "../contracts/request-indexes";

export interface RequestTableArgs {
  readonly tableName: string;
  readonly keyArn: pulumi.Input<string>;
  /**
   * Whether AWS and Pulumi refuse to delete the table.
   * @default true
   */
  readonly protect?: boolean;
}

/** The requests: one row each, by id and by owner, and a stream of what changed, before and after. */
export class RequestTable extends pulumi.ComponentResource {
  readonly tableName: pulumi.Output<string>;
  readonly tableArn: pulumi.Output<string>;
  readonly streamArn: pulumi.Output<string>;

  constructor(name: string, args: RequestTableArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:components:RequestTable", name, {}, options);
    const { protect = true } = args;

    const table = new aws.dynamodb.Table(
      name,
      {
        name: args.tableName,
        billingMode: "PAY_PER_REQUEST",
        hashKey: "id",
        attributes: ["id", "owner"].map((attribute) => ({ name: attribute, type: "S" })),
        globalSecondaryIndexes: Object.entries(REQUEST_INDEXES).map(([index, key]) => ({
          name: index,
          ...key,
          projectionType: "ALL",
        })),
        streamEnabled: true,
        streamViewType: "NEW_AND_OLD_IMAGES",
        pointInTimeRecovery: { enabled: true },
        serverSideEncryption: { enabled: true, kmsKeyArn: args.keyArn },
        deletionProtectionEnabled: protect,
        tags: { Name: args.tableName },
      },
      { parent: this, protect },
    );

    this.tableName = table.name;
    this.tableArn = table.arn;
    this.streamArn = table.streamArn;
    this.registerOutputs({
      tableName: this.tableName,
      tableArn: this.tableArn,
      streamArn: this.streamArn,
    });
  }
}
