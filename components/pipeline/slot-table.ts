import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface SlotTableArgs {
  /** Physical name: roles refer to the table by it. */
  readonly tableName: string;
  readonly keyArn: pulumi.Input<string>;
}

/**
 * Who works and who waits, one item for each state machine. It comes and goes with them: without their executions
 * nothing in it means anything, so it needs neither backups nor protection.
 */
export class SlotTable extends pulumi.ComponentResource {
  readonly slotTableName: pulumi.Output<string>;

  constructor(name: string, args: SlotTableArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:pipeline:SlotTable", name, {}, options);

    const table = new aws.dynamodb.Table(
      name,
      {
        name: args.tableName,
        billingMode: "PAY_PER_REQUEST",
        hashKey: "operation",
        attributes: [{ name: "operation", type: "S" }],
        serverSideEncryption: { enabled: true, kmsKeyArn: args.keyArn },
        tags: { Name: args.tableName },
      },
      { parent: this },
    );

    this.slotTableName = table.name;
    this.registerOutputs({ slotTableName: this.slotTableName });
  }
}
