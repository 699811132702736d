/** Rows as RFC 4180 has them. What a spreadsheet would take for a formula is made a text by a quote before it. */
export function csv(rows: ReadonlyArray<readonly (string | number)[]>): string[] {
  return rows.map((row) => row.map(field).join(","));
}

function field(value: string | number): string {
  if (typeof value === "number") {
    return String(value);
  }
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
