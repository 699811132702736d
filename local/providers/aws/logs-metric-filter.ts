import {
  DeleteMetricFilterCommand,
  DescribeMetricFiltersCommand,
  PutMetricFilterCommand,
} from "@aws-sdk/client-cloudwatch-logs";

import type { Properties, Resource, ResourceContext, ResourceType } from "../resource";
import { ifPresent, present } from "./presence";

const MISSING = "ResourceNotFoundException";

/** A metric that counts the events of a log group which have a pattern. */
export const logMetricFilter: ResourceType = {
  inputs: {
    name: "leaf",
    logGroupName: "leaf",
    pattern: "leaf",
    metricTransformation: {
      name: "leaf",
      namespace: "leaf",
      value: "leaf",
      defaultValue: "leaf",
      unit: "leaf",
    },
  },
  required: ["logGroupName", "pattern", "metricTransformation"],
  autoName: "name",
  replaceOn: ["name", "logGroupName"],
  async create(inputs, context) {
    await putFilter(inputs, context);
    return present(await describedFilter(inputs, context), `metric filter ${inputs.name}`);
  },
  async read(_id, known, context) {
    return ifPresent(describedFilter(known, context), MISSING);
  },
  async update(_id, news, _olds, context) {
    await putFilter(news, context);
    return present(await describedFilter(news, context), `metric filter ${news.name}`).outputs;
  },
  async delete(filterName, { logGroupName }, { aws }) {
    await ifPresent(aws.logs.send(new DeleteMetricFilterCommand({ logGroupName, filterName })), MISSING);
  },
};

async function putFilter(inputs: Properties, { aws }: ResourceContext): Promise<void> {
  const { name, namespace, value, defaultValue, unit } = inputs.metricTransformation;
  await aws.logs.send(
    new PutMetricFilterCommand({
      logGroupName: inputs.logGroupName,
      filterName: inputs.name,
      filterPattern: inputs.pattern,
      metricTransformations: [
        {
          metricName: name,
          metricNamespace: namespace,
          metricValue: value,
          defaultValue: defaultValue === undefined ? undefined : Number(defaultValue),
          unit,
        },
      ],
    }),
  );
}

async function describedFilter(
  { logGroupName, name }: Properties,
  { aws }: ResourceContext,
): Promise<Resource | undefined> {
  const { metricFilters = [] } = await aws.logs.send(
    new DescribeMetricFiltersCommand({ logGroupName, filterNamePrefix: name }),
  );
  const found = metricFilters.find(({ filterName }) => filterName === name);
  if (!found) return undefined;
  const transformation = found.metricTransformations?.[0];
  return {
    id: name,
    outputs: {
      name,
      logGroupName,
      pattern: found.filterPattern,
      metricTransformation: {
        name: transformation?.metricName,
        namespace: transformation?.metricNamespace,
        value: transformation?.metricValue,
        defaultValue: transformation?.defaultValue?.toString(),
        unit: transformation?.unit,
      },
    },
  };
}
