/** `$41.20`, `$1,204.00` */
export function formatUsd(usd: number): string {
  return `$${usd.toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ",")}`;
}
