/** USD to the cent: a sum of cents has no third digit. */
export function cents(usd: number): number {
  return Math.round(usd * 100) / 100;
}
