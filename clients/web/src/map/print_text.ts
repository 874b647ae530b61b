// Of the same widths as Helvetica, which the page is written in.
const FONTS = 'Helvetica, Arial, "Liberation Sans", sans-serif';
const MM_PER_POINT = 25.4 / 72;
const ELLIPSIS = '…';

/** As much of a text as fits; an ellipsis stands for the rest. */
export function cutTo(text: string, widthMax: number, widthOf: (text: string) => number): string {
  if (widthOf(text) <= widthMax) return text;
  const letters = [...text];
  let [fits, tooMany] = [0, letters.length];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    const isShort = widthOf(letters.slice(0, middle).join('') + ELLIPSIS) <= widthMax;
    [fits, tooMany] = isShort ? [middle, tooMany] : [fits, middle];
  }
  return letters.slice(0, fits).join('').trimEnd() + ELLIPSIS;
}

/** What of a text stands on one line of the printed page. */
export function printedLine(
  text: string,
  widthMm: number,
  { sizePt, font = 'regular' }: { readonly sizePt: number; readonly font?: 'regular' | 'bold' },
): string {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return text;
  // Large, so that nothing is rounded.
  context.font = `${font === 'bold' ? 'bold' : 'normal'} 100px ${FONTS}`;
  const widthOf = (part: string) => (context.measureText(part).width / 100) * sizePt * MM_PER_POINT;
  return cutTo(text, widthMm, widthOf);
}
