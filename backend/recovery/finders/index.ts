import type { Finders } from "../finder";
import { accessFinders } from "./access";
import { computeFinders } from "./compute";
import { ec2Finders } from "./ec2";
import { messagingFinders } from "./messaging";
import { storageFinders } from "./storage";

/** How an interrupted creation is taken up, for every type that the programs register. */
export const FINDERS: Finders = {
  ...accessFinders,
  ...computeFinders,
  ...ec2Finders,
  ...messagingFinders,
  ...storageFinders,
};
