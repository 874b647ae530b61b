// Makes the README's pictures: `npm run pictures`. It plays the demo on a server of its own and looks at
// it as three of its people do. Needs the server, samla, the built pages (npm run build) and chromium.
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import playwright, { type Browser, type Page } from 'playwright-core';
import { playDemo } from '../../../tests/web/kit/demo';
import { SamladProcess } from '../../../tests/web/kit/samlad_process';

const CHROMIUM = process.env.CHROMIUM_BINARY ?? '/usr/bin/chromium';
const FOLDER = resolve('pictures');
const PASSWORD = 'samlad-ovning';
const SCREEN = { width: 1440, height: 900 };
// The pictures' own width: large enough to read, small enough for a README.
const WIDTH = 1200;
const BYTES_MAX = 150_000;
// After the last tile or row has come.
const STILL_MS = 1_500;

interface Picture {
  readonly name: string;
  readonly login: string;
  /** Behind the incident's id in the address. */
  readonly place: string;
  readonly prepare?: (page: Page) => Promise<void>;
}

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

async function take(browser: Browser, address: string, picture: Picture): Promise<void> {
  const context = await browser.newContext({
    viewport: SCREEN,
    locale: 'sv-SE',
    timezoneId: 'Europe/Stockholm',
  });
  const page = await context.newPage();
  await page.goto(`http://${address}/`);
  await page.fill('input[name=username]', picture.login);
  await page.fill('input[name=password]', PASSWORD);
  await page.keyboard.press('Enter');
  await page.click('a:has-text("Skogsbranden")');
  await page.waitForSelector('.state.live');
  const incident = /#\/([0-9a-f]{32})/.exec(page.url())?.[1];
  await page.goto(`http://${address}/#/${incident}/${picture.place}`);
  await page.waitForTimeout(STILL_MS);
  await picture.prepare?.(page);
  await page.waitForTimeout(STILL_MS);
  const bytes = await asWebp(page, await page.screenshot());
  if (bytes.length > BYTES_MAX)
    throw new Error(`${picture.name} has ${bytes.length} bytes, more than ${BYTES_MAX}`);
  writeFileSync(resolve(FOLDER, `${picture.name}.webp`), bytes);
  console.log(`pictures: ${picture.name}.webp, ${bytes.length} bytes`);
  await context.close();
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

const server = new SamladProcess(resolve('dist'));
await server.start();
try {
  await playDemo(server);
  mkdirSync(FOLDER, { recursive: true });
  const browser = await playwright.chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  for (const picture of PICTURES) await take(browser, server.address, picture);
  await browser.close();
} finally {
  await server.stop();
}
