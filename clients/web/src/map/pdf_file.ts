// A PDF of one page with images, and text and lines around it. Written here since that takes a
// hundred lines, and the libraries that make PDF weigh a third of the whole client.

const POINTS_PER_MM = 72 / 25.4;

export type PdfFont = 'regular' | 'bold';

export interface PdfText {
  readonly sizePt: number;
  readonly font?: PdfFont;
  /** Red, green and blue, 0 to 1. */
  readonly color?: readonly [number, number, number];
}

// The characters of Windows-1252 that are not where Unicode has them.
const WIN_ANSI: Readonly<Record<string, number>> = {
  '€': 128,
  '…': 133,
  '‘': 145,
  '’': 146,
  '“': 147,
  '”': 148,
  '•': 149,
  '–': 150,
  '—': 151,
};

/** The page's fonts have Windows-1252; of anything else a reader sees a question mark. */
function encoded(text: string): string {
  let bytes = '';
  for (const character of text.normalize('NFC')) {
    const code = WIN_ANSI[character] ?? character.codePointAt(0) ?? 63;
    const byte = code === 0x2032 ? 39 : code === 0x2212 ? 45 : code > 255 || code < 32 ? 63 : code;
    const plain = String.fromCharCode(byte);
    bytes += plain === '(' || plain === ')' || plain === '\\' ? `\\${plain}` : plain;
  }
  return bytes;
}

const number = (value: number) => String(Math.round(value * 1000) / 1000);

/** Latin-1: every byte a character, so that offsets are lengths. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export interface PdfJpeg {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Distances in millimetres from the page's upper left corner. */
export class PdfPage {
  private readonly drawing: string[] = [];
  private readonly jpegs: PdfJpeg[] = [];

  constructor(
    readonly widthMm: number,
    readonly heightMm: number,
  ) {}

  /** `y` is that of the baseline. */
  text(
    x: number,
    y: number,
    text: string,
    { sizePt, font = 'regular', color = [0, 0, 0] }: PdfText,
  ) {
    this.drawing.push(
      `BT ${color.map(number).join(' ')} rg /${font === 'bold' ? 'F2' : 'F1'} ${number(sizePt)} Tf`,
      `${this.at(x, y)} Td (${encoded(text)}) Tj ET`,
    );
  }

  rectangle(
    [x, y, width, height]: readonly [number, number, number, number],
    { fill, strokeMm }: { fill?: readonly [number, number, number]; strokeMm?: number },
  ): void {
    const box = `${this.at(x, y + height)} ${this.points(width)} ${this.points(height)} re`;
    if (fill !== undefined) this.drawing.push(`${fill.map(number).join(' ')} rg ${box} f`);
    if (strokeMm !== undefined) this.drawing.push(`0 0 0 RG ${this.points(strokeMm)} w ${box} S`);
  }

  polygon(
    corners: readonly (readonly [number, number])[],
    fill: readonly [number, number, number],
  ) {
    const path = corners.map(([x, y], i) => `${this.at(x, y)} ${i === 0 ? 'm' : 'l'}`);
    this.drawing.push(`${fill.map(number).join(' ')} rg ${path.join(' ')} h f`);
  }

  image(jpeg: PdfJpeg, [x, y, width, height]: readonly [number, number, number, number]): void {
    this.jpegs.push(jpeg);
    this.drawing.push(
      `q ${this.points(width)} 0 0 ${this.points(height)} ${this.at(x, y + height)} cm /I${this.jpegs.length} Do Q`,
    );
  }

  bytes(title: string): Uint8Array<ArrayBuffer> {
    const content = this.drawing.join('\n');
    const page = `${this.points(this.widthMm)} ${this.points(this.heightMm)}`;
    const font = (name: string) =>
      `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
    // Objects are numbered in the order below; the images come last.
    const images = this.jpegs.map((_, i) => `/I${i + 1} ${8 + i} 0 R`);
    const objects: (string | readonly [string, Uint8Array])[] = [
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${page}] /Contents 4 0 R /Resources << ` +
        `/Font << /F1 5 0 R /F2 6 0 R >>/XObject << ${images.join(' ')} >> >> >>`,
      [`<< /Length ${content.length} >>`, bytesOf(content)],
      font('Helvetica'),
      font('Helvetica-Bold'),
      `<< /Title (${encoded(title)}) /Producer (Samlad) >>`,
    ];
    for (const { bytes, width, height } of this.jpegs) {
      const head =
        `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB ` +
        `/BitsPerComponent 8 /Filter /DCTDecode /Length ${bytes.length} >>`;
      objects.push([head, bytes]);
    }
    return fileOf(objects);
  }

  private points(mm: number): string {
    return number(mm * POINTS_PER_MM);
  }

  private at(x: number, y: number): string {
    return `${this.points(x)} ${this.points(this.heightMm - y)}`;
  }
}

/** Objects, the table of where each begins, and where that table is. */
function fileOf(objects: readonly (string | readonly [string, Uint8Array])[]) {
  const parts: Uint8Array[] = [bytesOf('%PDF-1.4\n')];
  let length = parts[0]?.length ?? 0;
  const add = (bytes: Uint8Array) => {
    parts.push(bytes);
    length += bytes.length;
  };
  const offsets = objects.map((object, index) => {
    const offset = length;
    add(bytesOf(`${index + 1} 0 obj\n`));
    if (typeof object === 'string') {
      add(bytesOf(object));
    } else {
      add(bytesOf(`${object[0]}\nstream\n`));
      add(object[1]);
      add(bytesOf('\nendstream'));
    }
    add(bytesOf('\nendobj\n'));
    return offset;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const count = objects.length + 1;
  const trailer = `trailer\n<< /Size ${count} /Root 1 0 R /Info 7 0 R >>\nstartxref\n${length}\n%%EOF\n`;
  add(bytesOf(`xref\n0 ${count}\n0000000000 65535 f \n${rows}${trailer}`));
  const file = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}
