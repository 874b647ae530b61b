import type { Browser } from 'playwright-core';
import { toSweref, type Wgs84 } from '../../../clients/web/src/map/projection';
import { eventually } from '../kit/eventually';
import { PASSWORD } from '../kit/people';
import type { SamladProcess } from '../kit/samlad_process';
import { Desk } from './chromium';

/** A person at a map, in an incident. */
export async function sitAtMap(
  browser: Browser,
  server: SamladProcess,
  login: string,
  incident: string,
  { width = 1440, place = 'situation' } = {},
): Promise<Desk> {
  const desk = await Desk.open(browser, server.address, width);
  await desk.logIn(login, PASSWORD);
  await desk.page.waitForSelector('a[href^="#/"]:has-text("Brand")');
  await desk.goTo(`#/${incident}/${place}`);
  await desk.awaitLive();
  return desk;
}

export interface Looking {
  readonly north: number;
  readonly east: number;
  readonly scale: number;
}

/** Where the middle of the map is, in SWEREF 99 TM. The pointer must not be on the map. */
export async function lookingAt(desk: Desk): Promise<Looking> {
  const [scale = '', place = ''] = await desk.page.locator('footer .numbers').allInnerTexts();
  const digits = (text: string | undefined) => Number((text ?? '').replace(/\D/g, ''));
  const [, north, east] = /N([\d\s]+)E([\d\s]+)/.exec(place) ?? [];
  return { scale: digits(scale.slice(2)), north: digits(north), east: digits(east) };
}

export const apart = (a: Looking, b: Looking) => Math.hypot(a.north - b.north, a.east - b.east);

/** Goes to a place with the map's own tool. */
export async function goTo(desk: Desk, coordinates: string): Promise<void> {
  const { page } = desk;
  if ((await page.locator('aside[aria-label="Gå till koordinat"]').count()) === 0)
    await page.click('button[aria-label="Gå till koordinat"]');
  await page.fill('aside[aria-label="Gå till koordinat"] input', coordinates);
  await page.keyboard.press('Enter');
}

/** How many pixels of the map are nearly of that colour. */
export async function pixelsOf(
  { page }: Desk,
  colour: readonly [number, number, number],
): Promise<number> {
  return page.evaluate(([r, g, b]) => {
    let count = 0;
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>('.map canvas')) {
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
      for (let at = 0; pixels && at < pixels.length; at += 4) {
        const off =
          Math.abs((pixels[at] ?? 0) - r) +
          Math.abs((pixels[at + 1] ?? 0) - g) +
          Math.abs((pixels[at + 2] ?? 0) - b);
        if (off < 24 && (pixels[at + 3] ?? 0) > 200) count += 1;
      }
    }
    return count;
  }, colour);
}

/** Where on the page a position is, when the map has come to rest; it is in SWEREF 99 TM. */
export async function pixelOf(
  desk: Desk,
  position: Wgs84,
): Promise<{ readonly x: number; readonly y: number }> {
  const { page } = desk;
  const { north, east } = toSweref(position);
  const readAt = async (x: number, y: number) => {
    await page.mouse.move(x, y);
    await page.evaluate(() => new Promise(requestAnimationFrame));
    return lookingAt(desk);
  };
  let found = { x: NaN, y: NaN };
  await eventually('a map at rest', async () => {
    const box = await page.locator('.map').boundingBox();
    if (!box) return false;
    // Where no bar or panel lies.
    const [left, top] = [box.x + 200, box.y + 90];
    const [right, bottom] = [box.x + box.width - 60, box.y + 190];
    const a = await readAt(left, top);
    const b = await readAt(right, bottom);
    const metresPerPixel = (b.east - a.east) / (right - left);
    found = {
      x: left + (east - a.east) / metresPerPixel,
      y: top + (a.north - north) / metresPerPixel,
    };
    const there = await readAt(found.x, found.y);
    return apart(there, { north, east, scale: 0 }) < 3 * metresPerPixel;
  });
  return found;
}
