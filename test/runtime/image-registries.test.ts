import { expect } from "chai";
import { baseValues } from "../../cli/validation/mocks/base-values";
import type { RuntimeConfig } from "../../runtime/config-keys";
import { imageRegistries } from "../../runtime/image-registries";

describe("imageRegistries", () => {
  const registries = (configured: readonly string[]) =>
    imageRegistries({ imageRegistries: configured } as RuntimeConfig, baseValues("dev"));

  it("is the account's own registry unless others are configured", () => {
    expect(registries([])).to.equal("111122223333.dkr.ecr.eu-west-1.amazonaws.com");
  });

  it("is what is configured, separated by commas", () => {
    expect(registries(["public.ecr.aws", "ghcr.io"])).to.equal("public.ecr.aws,ghcr.io");
  });
});
