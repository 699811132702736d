import { FleetError } from "../../../contracts/errors";
import { PROMOTION_POLICY, promotionPolicy } from "../../promotion/policy";
import type { Check } from "../check";

export const promotion: Check = {
  name: "promotion",
  description: `${PROMOTION_POLICY}: its form, and rules that somebody can fulfil`,
  run: ({ root }) => {
    try {
      promotionPolicy(root);
      return [];
    } catch (error) {
      if (error instanceof FleetError && error.details.length > 0) {
        return error.details.map((detail) => `${PROMOTION_POLICY}: ${detail}`);
      }
      throw error;
    }
  },
};
