import type { Browser, Page } from 'playwright-core';
import { Chance } from '../../tests/web/kit/chance';
import type { SamladProcess } from '../../tests/web/kit/samlad_process';
import { openIncident } from '../../tests/web/replica/script';
import { addFeatures } from './features';
import { median, ms, quantile, spread, type Measure } from './figures';
import { hireWriters, sitDown, withHouse } from './house';
import { ask, startFrames, stopFrames, untilQuiet } from './in_page';

const FEATURES = 10_000;
const JOIN_AIM_MS = 2_000;
const FRAMES_AIM = 30;
// A hand drags to and fro; a mouse tells of it some sixty times a second.
const DRAG_MS = 5_000;
const STEP_MS = 16;

/** Joining a picture of 10,000 features, and moving its map. */
export const largePicture: Measure = {
  name: 'large',
  take: (quick) =>
    withHouse(async (server, browser) => {
      const { people, writers } = await hireWriters(server);
      const clients = writers.map(({ client }) => client);
      const [lead, ...others] = clients;
      if (!lead) throw new Error('nobody is there');
      const empty = await openIncident(lead, others);
      const full = await openIncident(lead, others);
      await addFeatures(clients, full, FEATURES, new Chance(10));
      for (const client of clients) await client.stop();

      const login = people[1]?.name ?? '';
      const joins: number[] = [];
      const drags: number[][] = [];
      const emptyDrags: number[][] = [];
      for (let round = 0; round < (quick ? 3 : 9); round++) {
        const { joinMs, gaps } = await look(browser, server, login, full);
        joins.push(joinMs);
        drags.push(gaps);
        emptyDrags.push((await look(browser, server, login, empty)).gaps);
      }
      const rates = drags.map(framesPerSecond);
      const emptyRate = median(emptyDrags.map(framesPerSecond));
      const late = quantile(drags.flat(), 0.95);
      return [
        {
          what: `A picture of ${FEATURES.toLocaleString('en')} features, joined and drawn`,
          measured: spread(joins),
          aim: '≤ 2 s',
          isHeld: median(joins) <= JOIN_AIM_MS,
        },
        {
          what: 'Panning it: frames a second',
          measured: `${median(rates).toFixed(0)} (${Math.min(...rates).toFixed(0)} to ${Math.max(...rates).toFixed(0)}), 95 % within ${ms(late)}; the same map with no feature ${emptyRate.toFixed(0)}`,
          aim: `≥ ${FRAMES_AIM}`,
          isHeld: median(rates) >= FRAMES_AIM,
        },
      ];
    }),
};

const framesPerSecond = (gaps: readonly number[]): number =>
  (1_000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0);

async function look(
  browser: Browser,
  server: SamladProcess,
  login: string,
  incident: string,
): Promise<{ joinMs: number; gaps: number[] }> {
  const desk = await sitDown(browser, server, login, '');
  const { page } = desk;
  // The parts of the page are there; the picture is not.
  const atMs = await page.evaluate((place) => {
    location.hash = place;
    return performance.now();
  }, `/${incident}/situation`);
  await page.waitForSelector('.map canvas');
  await desk.awaitLive();
  const joinMs = (await ask(page, untilQuiet)) - atMs;

  await ask(page, startFrames);
  await drag(page);
  const gaps = await ask(page, stopFrames);
  await desk.close();
  return { joinMs, gaps };
}

async function drag(page: Page): Promise<void> {
  const box = await page.locator('.map').boundingBox();
  if (!box) throw new Error('there is no map');
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  await page.mouse.move(x, y);
  await page.mouse.down();
  const begunMs = performance.now();
  for (let nowMs = begunMs; nowMs < begunMs + DRAG_MS; nowMs = performance.now()) {
    const turn = (nowMs - begunMs) / 400;
    await page.mouse.move(x + 200 * Math.sin(turn), y + 120 * Math.sin(turn / 2));
    await new Promise((done) => setTimeout(done, STEP_MS));
  }
  await page.mouse.up();
}
