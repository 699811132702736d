import type { ServiceStandIns } from "../resource";
import { eventSourceMapping } from "./lambda-event-source-mapping";
import { lambdaFunction } from "./lambda-function";
import { lambdaPermission } from "./lambda-permission";

/** Lambda. */
export const lambda: ServiceStandIns = {
  resources: {
    "aws:lambda/function:Function": lambdaFunction,
    "aws:lambda/permission:Permission": lambdaPermission,
    "aws:lambda/eventSourceMapping:EventSourceMapping": eventSourceMapping,
  },
};
