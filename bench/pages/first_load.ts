import type { BrowserContext, Request } from 'playwright-core';
import { playDemo } from '../../tests/web/kit/demo';
import { kB, median, spread, type Measure, type Row } from './figures';
import { sitDown, withHouse } from './house';
import { ask, untilQuiet } from './in_page';

const AIM_MS = 2_000;
const BYTES_AIM = 400_000;
const DEMO = 'a:has-text("Skogsbranden")';

/**
 * A browser that has never been here: nothing cached, no picture kept. Usable is when the login can be
 * typed; for who is logged in, when the demo is live, its stream is there, and the main thread is free
 * again after the map was drawn.
 */
export const firstLoad: Measure = {
  name: 'load',
  take: (quick) =>
    withHouse(async (server, browser) => {
      await playDemo(server);
      const desk = await sitDown(browser, server, 'tib.norberg', '');
      await desk.page.click(DEMO);
      await desk.awaitLive();
      const incident = /#\/([0-9a-f]{32})/.exec(desk.page.url())?.[1] ?? '';
      const login = await desk.context.storageState();
      await desk.close();

      const place = `http://${server.address}/#/${incident}/situation`;
      const logins: number[] = [];
      const pictures: number[] = [];
      let bytes = 0;
      for (let round = 0; round < (quick ? 5 : 15); round++) {
        logins.push(await timeLogin(await browser.newContext(), `http://${server.address}/`));
        const context = await browser.newContext({ storageState: login });
        const { atMs, scriptBytes } = await timePicture(context, place);
        pictures.push(atMs);
        // What the service worker answers does not count as sent: the round where it came last tells.
        bytes = Math.max(bytes, scriptBytes);
      }
      const row = (what: string, times: readonly number[]): Row => ({
        what: `First load to usable, nothing cached: ${what}`,
        measured: spread(times),
        aim: '≤ 2 s',
        isHeld: median(times) <= AIM_MS,
      });
      const javaScript: Row = {
        what: 'First load: JavaScript until the demo is drawn, as sent',
        measured: kB(bytes),
        aim: `≤ ${kB(BYTES_AIM)}`,
        isHeld: bytes <= BYTES_AIM,
      };
      return [
        javaScript,
        row('the login', logins),
        row('logged in, the demo live and drawn', pictures),
      ];
    }),
};

async function timeLogin(context: BrowserContext, address: string): Promise<number> {
  const page = await context.newPage();
  await page.goto(address);
  await page.waitForSelector('input[name=username]');
  const at = await ask(page, untilQuiet);
  await context.close();
  return at;
}

async function timePicture(
  context: BrowserContext,
  address: string,
): Promise<{ atMs: number; scriptBytes: number }> {
  const page = await context.newPage();
  const scripts: Request[] = [];
  page.on('requestfinished', (request) => {
    if (new URL(request.url()).pathname.endsWith('.js')) scripts.push(request);
  });
  await page.goto(address);
  await page.waitForSelector('.state.live');
  await page.waitForSelector('[data-row]');
  await page.waitForSelector('.map canvas');
  const atMs = await ask(page, untilQuiet);
  const sizes = await Promise.all(scripts.map((request) => request.sizes()));
  await context.close();
  return { atMs, scriptBytes: sizes.reduce((sum, size) => sum + size.responseBodySize, 0) };
}
