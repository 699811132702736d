import type * as aws from "@pulumi/aws";
import type { BaseInterface } from "../contracts/base-interface";
import { baseLookup } from "./base-lookup";
import { baseReference } from "./base-reference";
import type { RuntimeConfig } from "./config-keys";

/** What runtime needs of base, from where the configuration says. */
export function baseSource(config: RuntimeConfig, provider: aws.Provider): Promise<BaseInterface> {
  switch (config.baseSource) {
    case "reference":
      return baseReference(config.environment);
    case "lookup":
      return baseLookup(
        { ...config, projectTag: config.lookupProjectTag, hostSubnetTier: config.lookupHostSubnetTier },
        provider,
      );
  }
}
