const LINE_CHARACTERS = 24;
const LINES_MAX = 2;

/** A title in at most two lines; what does not fit ends in an ellipsis. */
export function wrapped(title: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of title.trim().split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && longer.length > LINE_CHARACTERS) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  lines.push(line);
  const shown = lines.slice(0, LINES_MAX).map(cut);
  if (lines.length > LINES_MAX) shown[LINES_MAX - 1] = cut(`${lines[LINES_MAX - 1] ?? ''} …`);
  return shown.join('\n');
}

/** A single word may be longer than a line. */
function cut(line: string): string {
  const max = LINE_CHARACTERS + 4;
  return line.length > max ? `${line.slice(0, max - 1)}…` : line;
}
