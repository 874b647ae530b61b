import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { Studio, type Picture } from './studio';

const FOLDER = resolve('pictures');
// The pictures' own width: large enough to read, small enough for a README.
const WIDTH = 1200;
const BYTES_MAX = 150_000;

const PICTURES: readonly Picture[] = [
  { name: 'situation', login: 'tib.norberg', place: 'situation' },
  {
    name: 'decision',
    login: 'ordf.lst',
    place: 'decisions',
    prepare: (page) => page.click('main >> text=Ska en utrymning av Norberg förberedas?'),
  },
  {
    name: 'replay',
    login: 'utv.msb',
    // Seven actors have taken their stance on the evacuation by then.
    place: 'replay/at/208',
    prepare: async (page) => {
      await page.locator('label:has-text("Som sedd av") select').selectOption({
        label: 'Norbergs kommun',
      });
    },
  },
];

/** The README's pictures, small, into pictures/. */
export function takeForReadme(): Promise<void> {
  return Studio.with(async (studio) => {
    mkdirSync(FOLDER, { recursive: true });
    for (const picture of PICTURES) {
      const look = { language: 'sv', theme: 'light' } as const;
      const bytes = await studio.pose(picture, look, async (page) =>
        asWebp(page, await page.screenshot()),
      );
      if (bytes.length > BYTES_MAX)
        throw new Error(`${picture.name} has ${bytes.length} bytes, more than ${BYTES_MAX}`);
      writeFileSync(resolve(FOLDER, `${picture.name}.webp`), bytes);
      console.log(`pictures: ${picture.name}.webp, ${bytes.length} bytes`);
    }
  });
}

/** The browser has an encoder; a package for it would be one more. */
async function asWebp(page: Page, png: Buffer): Promise<Buffer> {
  const encoded = await page.evaluate(
    async ({ base64, width }) => {
      const image = await createImageBitmap(
        new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]),
      );
      const height = Math.round((image.height * width) / image.width);
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d');
      if (!context) throw new Error('this browser draws nothing');
      context.imageSmoothingQuality = 'high';
      context.drawImage(image, 0, 0, width, height);
      const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.85 });
      const bytes = new Uint8Array(await blob.arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    },
    { base64: png.toString('base64'), width: WIDTH },
  );
  return Buffer.from(encoded, 'base64');
}
