import { expect, test } from 'vitest';
import { PdfPage } from './pdf_file';

const text = (bytes: Uint8Array) => String.fromCharCode(...bytes);

function page(): PdfPage {
  const made = new PdfPage(297, 210);
  made.text(10, 15, 'Övning (brand) – läget ≠ klart', { sizePt: 14, font: 'bold' });
  made.rectangle([10, 20, 100, 50], { strokeMm: 0.3, fill: [1, 0, 0] });
  made.image({ bytes: Uint8Array.of(255, 216, 255, 217), width: 2, height: 1 }, [10, 20, 100, 50]);
  return made;
}

test('every object begins where the table says', () => {
  const file = text(page().bytes('Karta'));
  const table = file.slice(Number(/startxref\n(\d+)/.exec(file)?.[1]));
  const offsets = [...table.matchAll(/^(\d{10}) 00000 n/gm)].map(([, offset]) => Number(offset));
  expect(offsets).toHaveLength(8);
  offsets.forEach((offset, i) => expect(file.slice(offset)).toMatch(new RegExp(`^${i + 1} 0 obj`)));
});

test('text is Windows-1252, with brackets escaped and the unknown marked', () => {
  expect(text(page().bytes('x'))).toContain('(\xd6vning \\(brand\\) \x96 l\xe4get ? klart) Tj');
});

test('millimetres from the top become points from the bottom', () => {
  const made = new PdfPage(25.4, 25.4);
  made.text(0, 12.7, 'x', { sizePt: 10 });
  expect(text(made.bytes('x'))).toContain('0 36 Td (x) Tj');
});

test('the lengths of streams are true', () => {
  const file = text(page().bytes('x'));
  for (const [, length, body] of file.matchAll(
    /\/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/g,
  )) {
    expect(body).toHaveLength(Number(length));
  }
});
