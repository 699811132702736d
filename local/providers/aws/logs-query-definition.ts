import {
  DeleteQueryDefinitionCommand,
  DescribeQueryDefinitionsCommand,
  PutQueryDefinitionCommand,
} from "@aws-sdk/client-cloudwatch-logs";

import type { Properties, Resource, ResourceContext, ResourceType } from "../resource";
import { ifPresent, present } from "./presence";

const MISSING = "ResourceNotFoundException";

/** A saved query of Logs Insights; its id is the service's. */
export const queryDefinition: ResourceType = {
  inputs: { name: "leaf", queryString: "leaf", logGroupNames: "leaf" },
  required: ["name", "queryString"],
  async create(inputs, context) {
    const id = await putQuery(inputs, context);
    return present(await describedQuery(id, inputs, context), `query ${inputs.name}`);
  },
  async read(id, known, context) {
    return describedQuery(id, known, context);
  },
  async update(id, news, _olds, context) {
    await putQuery(news, context, id);
    return present(await describedQuery(id, news, context), `query ${news.name}`).outputs;
  },
  async delete(queryDefinitionId, _known, { aws }) {
    await ifPresent(aws.logs.send(new DeleteQueryDefinitionCommand({ queryDefinitionId })), MISSING);
  },
};

async function putQuery(inputs: Properties, { aws }: ResourceContext, id?: string): Promise<string> {
  const { queryDefinitionId = "" } = await aws.logs.send(
    new PutQueryDefinitionCommand({
      queryDefinitionId: id,
      name: inputs.name,
      queryString: inputs.queryString,
      logGroupNames: inputs.logGroupNames,
    }),
  );
  return queryDefinitionId;
}

/** The service looks for queries by the beginning of their names only. */
async function describedQuery(
  id: string,
  { name }: Properties,
  { aws }: ResourceContext,
): Promise<Resource | undefined> {
  const { queryDefinitions = [] } = await aws.logs.send(
    new DescribeQueryDefinitionsCommand({ queryDefinitionNamePrefix: name, maxResults: 1000 }),
  );
  const query = queryDefinitions.find(({ queryDefinitionId }) => queryDefinitionId === id);
  return (
    query && {
      id,
      outputs: {
        queryDefinitionId: id,
        name: query.name,
        queryString: query.queryString,
        ...(query.logGroupNames?.length && { logGroupNames: query.logGroupNames }),
      },
    }
  );
}
