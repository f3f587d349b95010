// A table as a file of comma-separated values, for any spreadsheet program.

export type Cell = string | number | undefined;

// The text of the file. Spreadsheet programs take some texts for formulas;
// those get an apostrophe in front, so that nothing is run that somebody typed.
export function csvOf(
  headings: readonly string[],
  rows: readonly (readonly Cell[])[],
): string {
  const lines = [headings, ...rows].map((row) => row.map(field).join(","));
  // The mark at the start tells spreadsheet programs that it is UTF-8.
  return `\ufeff${lines.join("\r\n")}\r\n`;
}

function field(cell: Cell): string {
  if (cell === undefined) return "";
  if (typeof cell === "number") return String(cell);
  const text = takenForFormula(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function takenForFormula(text: string): boolean {
  if (!/^'*[=+\-@\t\r]/.test(text)) return false;
  return !/^[+-]\d+(\.\d+)?$/.test(text);
}
