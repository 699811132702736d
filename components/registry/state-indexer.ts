import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { FUNCTION_ENVIRONMENT } from "../../contracts/function-environment";
import { registryNames } from "../../contracts/registry/registry-names";
import { type Place, regionalArn } from "../access/place";
import { ServiceRole } from "../access/service-role";
import { serviceTrust } from "../access/service-trust";
import { type FunctionSettings, NodeFunction } from "../pipeline/node-function";
import { indexerStatements } from "./indexer-permissions";
import type { StateEvents } from "./state-events";

export interface StateIndexerArgs extends FunctionSettings {
  readonly place: Place;
  readonly bucketName: pulumi.Input<string>;
  readonly bucketArn: pulumi.Input<string>;
  readonly tableName: pulumi.Input<string>;
  readonly tableArn: pulumi.Input<string>;
  /** The queue of the bucket's events. */
  readonly events: StateEvents;
  /** An archive with `index.js`; see `functionArchives`. */
  readonly code: pulumi.asset.Archive;
}

/** Seconds that a batch of events may take. */
export const INDEX_SECONDS = 60;

/** A function's processor grows with its memory; a checkpoint of 10,000 resources needs less than half of this. */
const MEMORY_MIB = 512;

/** Indexings at the same time: those of one stack only get into each other's way. The least that AWS takes is 2. */
const CONCURRENCY = 4;

/** The state bucket's events → the function that brings the registry up to what the state says. */
export class StateIndexer extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;

  constructor(name: string, args: StateIndexerArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:registry:StateIndexer", name, {}, options);
    const { place } = args;
    const names = registryNames(place.environment);

    const role = new ServiceRole(
      `${name}-role`,
      {
        roleName: names.indexRole,
        description: `Lambda function ${names.indexFunction}`,
        // Lambda sends no source account or ARN when it assumes a role.
        trust: serviceTrust({ service: "lambda.amazonaws.com" }),
        statements: indexerStatements(args),
      },
      { parent: this },
    );
    const indexer = new NodeFunction(
      name,
      {
        ...args,
        functionName: names.indexFunction,
        description: "Brings the registry up to what the state bucket says",
        roleArn: role.arn,
        timeoutSeconds: INDEX_SECONDS,
        memoryMib: MEMORY_MIB,
        variables: {
          [FUNCTION_ENVIRONMENT.environment]: place.environment,
          [FUNCTION_ENVIRONMENT.stateBucket]: args.bucketName,
          [FUNCTION_ENVIRONMENT.registryTable]: args.tableName,
        },
      },
      { parent: this },
    );
    new aws.lambda.EventSourceMapping(
      `${name}-mapping`,
      {
        // By its ARN as it will be, so that one which is there already is found before its queue is known.
        eventSourceArn: regionalArn(place, "sqs", names.eventQueue),
        functionName: names.indexFunction,
        batchSize: 10,
        functionResponseTypes: ["ReportBatchItemFailures"],
        scalingConfig: { maximumConcurrency: CONCURRENCY },
      },
      { parent: this, dependsOn: [indexer, args.events] },
    );

    this.functionName = indexer.functionName;
    this.registerOutputs({ functionName: this.functionName });
  }
}
