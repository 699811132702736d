import type { CloudTrailClient } from "@aws-sdk/client-cloudtrail";

/** Why `trail` records or delivers nothing now, in words; undefined when it does, or when that may not be asked. */
export async function trailProblem(cloudtrail: CloudTrailClient, trail: string): Promise<string | undefined> {
  const { GetTrailStatusCommand } =
    require("@aws-sdk/client-cloudtrail") as typeof import("@aws-sdk/client-cloudtrail");
  try {
    const status = await cloudtrail.send(new GetTrailStatusCommand({ Name: trail }));
    if (status.IsLogging === false) {
      const since = status.StopLoggingTime ? ` since ${status.StopLoggingTime.toISOString()}` : "";
      return `trail ${trail} is stopped${since}`;
    }
    return status.LatestDeliveryError
      ? `trail ${trail} cannot deliver: ${status.LatestDeliveryError}`
      : undefined;
  } catch (error) {
    return (error as Error).name === "TrailNotFoundException"
      ? `trail ${trail} is not there: state:auditTrail may be off`
      : undefined;
  }
}
