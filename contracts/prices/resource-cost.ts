/** What a resource costs a month for being there. */
export type MonthlyCost =
  | {
      readonly kind: "standing";
      readonly usd: number;
      /** How it was worked out, and what was assumed. */
      readonly assumption: string;
    }
  /** Nothing while nobody uses it. */
  | { readonly kind: "use"; readonly billedBy: string }
  | { readonly kind: "free" }
  /** Never to be taken for nothing. */
  | { readonly kind: "unknown"; readonly reason: string };
