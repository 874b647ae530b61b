/** A list of annotations as files: what a report is written from. Pure; words come from outside. */

export interface ReportRow {
  /** Its cells, in the order of the columns. */
  readonly cells: readonly string[];
  readonly struck: boolean;
}

export interface Report {
  readonly language: string;
  readonly title: string;
  /** Who made it, and when. */
  readonly made: string;
  readonly columns: readonly string[];
  readonly rows: readonly ReportRow[];
}

// What Excel in Swedish takes for a column's end; the mark of order tells it that this is UTF-8.
const SEPARATOR = ';';
const BYTE_ORDER_MARK = '\ufeff';
// A spreadsheet takes a text that begins so for a formula, and would run it; some pass over spaces
// first, and take the wide letters of East Asia for the same.
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

export function reportCsv({ columns, rows }: Report): string {
  const lines = [columns, ...rows.map(({ cells }) => cells)].map((cells) =>
    cells.map(csvCell).join(SEPARATOR),
  );
  return BYTE_ORDER_MARK + lines.join('\r\n') + '\r\n';
}

function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** A page that stands by itself, to be read, printed and put into a report. */
export function reportHtml({ language, title, made, columns, rows }: Report): string {
  const cells = (tag: string, texts: readonly string[]) =>
    texts.map((text) => `<${tag}>${escaped(text)}</${tag}>`).join('');
  const lines = rows.map(
    ({ cells: texts, struck }) =>
      `<tr${struck ? ' class="struck"' : ''}>${cells('td', texts)}</tr>`,
  );
  return `<!doctype html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<title>${escaped(title)}</title>
<style>
body { font: 11pt/1.4 system-ui, sans-serif; margin: 2cm; color: #111; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #999; padding: 4px 8px; text-align: left; vertical-align: top; white-space: pre-wrap; overflow-wrap: break-word; }
th { background: #eee; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
.struck { text-decoration: line-through; color: #555; }
</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p>${escaped(made)}</p>
<table>
<thead><tr>${cells('th', columns)}</tr></thead>
<tbody>
${lines.join('\n')}
</tbody>
</table>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => ENTITIES[letter] ?? letter);
}
