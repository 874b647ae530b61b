import type { Browser, Page } from 'playwright-core';
import { launch } from '../../../../tests/web/browser/chromium';
import { playDemo } from '../../../../tests/web/kit/demo';
import { SamladProcess } from '../../../../tests/web/kit/samlad_process';
import { resolve } from 'node:path';

const PASSWORD = 'samlad-ovning';
const DEMO = 'Skogsbranden';
export const SCREEN = { width: 1440, height: 900 };
export const TELEPHONE = { width: 390, height: 844 };
// After the last tile or row has come.
const STILL_MS = 1_500;

export interface Picture {
  readonly name: string;
  /** Nobody: the page as one comes to it. */
  readonly login?: string;
  /** Behind the incident's id in the address; undefined: the page after the login. */
  readonly place?: string;
  readonly size?: { readonly width: number; readonly height: number };
  readonly prepare?: (page: Page) => Promise<void>;
}

export interface Look {
  readonly language: 'sv' | 'en';
  readonly theme: 'light' | 'dark' | 'night';
}

/** A server that has played the demo, and a browser; both are gone when `work` has ended. */
export async function withStudio(
  work: (browser: Browser, address: string) => Promise<void>,
): Promise<void> {
  const server = new SamladProcess(resolve('dist'));
  await server.start();
  try {
    await playDemo(server);
    const browser = await launch();
    try {
      await work(browser, server.address);
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}

/** Opens the page that the picture is of, has it look as wished, and hands it over when it is still. */
export async function pose<T>(
  browser: Browser,
  address: string,
  picture: Picture,
  look: Look,
  take: (page: Page) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({
    viewport: picture.size ?? SCREEN,
    locale: 'sv-SE',
    timezoneId: 'Europe/Stockholm',
  });
  await context.addInitScript(
    (kept) => localStorage.setItem('samlad.preferences', kept),
    JSON.stringify(look),
  );
  const page = await context.newPage();
  try {
    await page.goto(`http://${address}/`);
    if (picture.login !== undefined) await logIn(page, picture.login);
    if (picture.place !== undefined) {
      await page.click(`a:has-text("${DEMO}")`);
      await page.waitForSelector('.state.live');
      const incident = /#\/([0-9a-f]{32})/.exec(page.url())?.[1];
      await page.goto(`http://${address}/#/${incident}/${picture.place}`);
    }
    await page.waitForTimeout(STILL_MS);
    await picture.prepare?.(page);
    await page.waitForTimeout(STILL_MS);
    return await take(page);
  } finally {
    await context.close();
  }
}

async function logIn(page: Page, login: string): Promise<void> {
  await page.fill('input[name=username]', login);
  await page.fill('input[name=password]', PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForSelector('main a, main button');
}
