/** Fields of one line of CSV: commas between them, quotes around what has commas, a quote within doubled. */
export function csvFields(line: string): readonly string[] {
  const fields: string[] = [];
  for (let at = 0; at <= line.length; ) {
    if (line[at] === '"') {
      const end = closingQuote(line, at + 1);
      fields.push(line.slice(at + 1, end).replaceAll('""', '"'));
      at = end + 2;
    } else {
      const comma = line.indexOf(",", at);
      const end = comma === -1 ? line.length : comma;
      fields.push(line.slice(at, end));
      at = end + 1;
    }
  }
  return fields;
}

function closingQuote(line: string, from: number): number {
  let at = line.indexOf('"', from);
  while (at !== -1 && line[at + 1] === '"') {
    at = line.indexOf('"', at + 2);
  }
  return at === -1 ? line.length : at;
}
