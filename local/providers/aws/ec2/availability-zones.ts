import { DescribeAvailabilityZonesCommand } from "@aws-sdk/client-ec2";

import type { FunctionType, Properties } from "../../resource";

export const getAvailabilityZones: FunctionType = {
  inputs: { state: "leaf", filters: { name: "leaf", values: "leaf" } },
  invoke: async ({ state = "available", filters = [] }, { aws, region }) => {
    const { AvailabilityZones = [] } = await aws.ec2.send(new DescribeAvailabilityZonesCommand({}));
    const optedIn: readonly string[] | undefined = optInFilter(filters);
    const zones = AvailabilityZones.filter(
      ({ State, OptInStatus = "" }) => State === state && (optedIn?.includes(OptInStatus) ?? true),
    );
    return {
      id: region,
      names: zones.map(({ ZoneName }) => ZoneName),
      zoneIds: zones.map(({ ZoneId }) => ZoneId),
      groupNames: [...new Set(zones.map(({ GroupName }) => GroupName))],
      region,
    };
  },
};

/** The one filter that is applied here, because the emulator passes over all of them in silence. */
function optInFilter(filters: readonly Properties[]): readonly string[] | undefined {
  for (const { name } of filters) {
    if (name !== "opt-in-status") {
      throw new Error(`the stand-in does not apply filter "${name}": it applies opt-in-status`);
    }
  }
  return filters.at(0)?.values;
}
