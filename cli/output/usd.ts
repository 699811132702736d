/** `+$35.04`, `-$3.00` */
export function formatUsdChange(usd: number): string {
  return `${usd < 0 ? "-" : "+"}${formatUsd(Math.abs(usd))}`;
}

/** `$41.20`, `$1,204.00` */
export function formatUsd(usd: number): string {
  return `$${usd.toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ",")}`;
}
