import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { playDemo } from '../kit/demo';
import { PASSWORD } from '../kit/people';
import { SamladProcess } from '../kit/samlad_process';
import { Desk, launch } from './chromium';

// The printed page, as a reader of PDF finds it.

const server = new SamladProcess(resolve('dist'));
let browser: Browser;
let desk: Desk;

beforeAll(async () => {
  await server.start();
  await playDemo(server);
  browser = await launch();
  desk = await Desk.open(browser, server.address);
  await desk.logIn('tib.lst', PASSWORD);
  await desk.openIncident('Skogsbranden i Västmanland');
  await desk.awaitLive();
  await desk.page.click('nav a:has-text("Läge")');
  await desk.page.waitForSelector('text=/4\\d på kartan/');
});

afterAll(async () => {
  await browser?.close();
  await server.stop();
});

/** Its bytes as characters, and the texts in it. */
async function printed(orientation: string): Promise<{ file: string; texts: string[] }> {
  const { page } = desk;
  if ((await page.locator('aside[aria-label="Skriv ut som PDF"]').count()) === 0)
    await page.click('button[aria-label="Skriv ut som PDF"]');
  await page.getByLabel(orientation).check();
  await page.selectOption('aside select >> nth=0', { label: '1:250\u00a0000' });
  const download = page.waitForEvent('download');
  await page.click('button:has-text("Gör PDF")');
  const file = readFileSync(await (await download).path()).toString('latin1');
  const folder = process.env.SAMLAD_PRINTS;
  if (folder) await (await download).saveAs(resolve(folder, `${orientation}.pdf`));
  const texts = [...file.matchAll(/Td \((.*)\) Tj/g)].map(([, text = '']) => text);
  return { file, texts };
}

test.each(['Liggande', 'Stående'])(
  '%s: the map with a legend of what is on it, scale, north, time and whose map it is',
  async (orientation) => {
    const { file, texts } = await printed(orientation);
    expect(texts).toContain('1:250 000');
    expect(texts).toContain('N');
    expect(texts).toContain('SWEREF 99 TM');
    expect(texts.filter((text) => text === '\xd6VNING')).toHaveLength(2);
    expect(texts.some((text) => /^L\xe4get .*2014.*position \d+/.test(text))).toBe(true);
    expect(texts.some((text) => text.includes('GeoNames'))).toBe(true);
    // What the demo has around the fire, and nothing that it has not.
    expect(texts).toContain('fara');
    expect(texts).toContain('flera t\xe4tt ihop, och hur m\xe5nga');
    expect(texts).toContain('rapporterad, \xe4nnu inte bed\xf6md');
    expect(texts.some((text) => text.includes('APP-6'))).toBe(false);
    // The map and the legend's signs.
    expect(file.match(/\/Subtype \/Image/g)).toHaveLength(2);
    expect(desk.complaints).toEqual([]);
  },
);

test('a title that is too long for the page ends where the page does', async () => {
  if ((await desk.page.locator('aside[aria-label="Skriv ut som PDF"]').count()) === 0)
    await desk.page.click('button[aria-label="Skriv ut som PDF"]');
  await desk.page.fill('aside input.field', 'Skogsbranden '.repeat(9));
  const { texts } = await printed('St\u00e5ende');
  const title = texts.find((text) => text.startsWith('Skogsbranden Skogsbranden')) ?? '';
  // At 15 points bold a letter is some 3 mm wide, and the map 190 mm.
  expect(title.length).toBeGreaterThan(40);
  expect(title.length).toBeLessThan(80);
  expect(title.endsWith('\x85')).toBe(true);
});
