import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { playDemo } from '../kit/demo';
import { PASSWORD } from '../kit/people';
import { SamladProcess } from '../kit/samlad_process';
import { DAY, violationsIn } from '../kit/axe';
import { Desk, launch } from './chromium';
import { logRead, TITLE } from './replay_desk';

// What has room on a telephone, with a picture as full as the demo's.

const TELEPHONE = 390;
const server = new SamladProcess(resolve('dist'));
let browser: Browser;
let desk: Desk;

beforeAll(async () => {
  await server.start();
  await playDemo(server);
  browser = await launch();
  desk = await Desk.open(browser, server.address, TELEPHONE);
  await desk.logIn('tib.norberg', PASSWORD);
  await desk.page.click(`a:has-text("${TITLE}")`);
  await desk.awaitLive();
});

afterAll(async () => {
  await browser?.close();
  await server.stop();
});

/** The texts of those elements that reach into the one after them. */
const overlapping = (selector: string) =>
  desk.page.$$eval(selector, (elements) => {
    const boxes = elements.map((element) => element.getBoundingClientRect());
    return elements
      .filter((_, at) => (boxes[at]?.right ?? 0) > (boxes[at + 1]?.left ?? Infinity))
      .map((element) => element.textContent);
  });

test('the places at the foot stand beside each other', async () => {
  await desk.page.waitForSelector('nav li > a span');
  expect(await overlapping('nav > ul > li > :is(a, button) > span')).toEqual([]);
});

test('the table of what is on the map is as wide as the telephone, and no word is broken', async () => {
  await desk.page.click('button:has-text("Tabell")');
  await desk.page.waitForSelector('tbody .title');
  const { wide, narrow } = await desk.page.evaluate(() => ({
    wide: [...document.querySelectorAll('tbody *')].filter(
      (element) => element.getBoundingClientRect().right > innerWidth + 1,
    ).length,
    narrow: [...document.querySelectorAll('tbody th')].filter(
      (element) => element.getBoundingClientRect().width < innerWidth * 0.7,
    ).length,
  }));
  expect({ wide, narrow }).toEqual({ wide: 0, narrow: 0 });
  expect(await violationsIn(desk.page, 'the table', { themes: DAY })).toEqual([]);
});

test('the replay shows the picture or what is said about it, each with room', async () => {
  await desk.page.click('nav button:has-text("Mer")');
  await desk.page.click('nav a:has-text("Återblick")');
  await logRead(desk);
  const shareOf = async (selector: string) =>
    ((await desk.page.locator(selector).boundingBox())?.height ?? 0) /
    (await desk.page.evaluate(() => innerHeight));
  expect(await shareOf('#replay-picture')).toBeGreaterThan(0.4);
  await desk.page.click('[role=tab]:has-text("Hållpunkter")');
  await desk.page.waitForSelector('#replay-picture', { state: 'hidden' });
  expect(await shareOf('#replay-side')).toBeGreaterThan(0.4);
  expect(await violationsIn(desk.page, 'the replay', { themes: DAY })).toEqual([]);
  await desk.page.click('[role=tab]:has-text("Läge")');
  await desk.page.waitForSelector('#replay-picture canvas');
  expect(desk.complaints).toEqual([]);
});
