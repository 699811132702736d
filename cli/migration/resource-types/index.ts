import type { ResourceTypes } from "../resource-type";
import { accessTypes } from "./access";
import { monitoringTypes } from "./monitoring";
import { networkTypes } from "./network";
import { pipelineTypes } from "./pipeline";
import { storageTypes } from "./storage";

/** Terraform's types with what they are in Pulumi; a test holds them against every type that the programs register. */
export const RESOURCE_TYPES: ResourceTypes = {
  ...networkTypes,
  ...accessTypes,
  ...storageTypes,
  ...pipelineTypes,
  ...monitoringTypes,
};
