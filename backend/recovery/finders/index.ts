import type { Finders } from "../finder";
import { accessFinders } from "./access";
import { computeFinders } from "./compute";
import { ec2Finders } from "./ec2";
import { messagingFinders } from "./messaging";
import { networkFinders } from "./network";
import { securityGroupFinders } from "./security-groups";
import { storageFinders } from "./storage";

/** How an interrupted creation is taken up, for every type that the programs register. */
export const FINDERS: Finders = {
  ...accessFinders,
  ...computeFinders,
  ...ec2Finders,
  ...messagingFinders,
  ...networkFinders,
  ...securityGroupFinders,
  ...storageFinders,
};
