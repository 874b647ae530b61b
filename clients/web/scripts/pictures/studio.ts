import type { Browser, BrowserContext, Page } from 'playwright-core';
import { resolve } from 'node:path';
import { launch } from '../../../../tests/web/browser/chromium';
import { playDemo } from '../../../../tests/web/kit/demo';
import { SamladProcess } from '../../../../tests/web/kit/samlad_process';

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
  /** Behind the `#/` of the address instead, outside of any incident. */
  readonly page?: string;
  readonly size?: { readonly width: number; readonly height: number };
  readonly prepare?: (page: Page) => Promise<void>;
}

export interface Look {
  readonly language: 'sv' | 'en';
  readonly theme: 'light' | 'dark' | 'night';
}

/** A server that has played the demo, and a browser in which everybody stays logged in. */
export class Studio {
  private readonly contexts = new Map<string, BrowserContext>();
  private incident: string | undefined;

  private constructor(
    private readonly server: SamladProcess,
    private readonly browser: Browser,
  ) {}

  /** Both are gone when `work` has ended. */
  static async with(work: (studio: Studio) => Promise<void>): Promise<void> {
    const server = new SamladProcess(resolve('dist'));
    await server.start();
    try {
      await playDemo(server);
      const browser = await launch();
      try {
        await work(new Studio(server, browser));
      } finally {
        await browser.close();
      }
    } finally {
      await server.stop();
    }
  }

  /** Opens the page that the picture is of, has it look as wished, and hands it over when it is still. */
  async pose<T>(picture: Picture, look: Look, take: (page: Page) => Promise<T>): Promise<T> {
    const context = await this.contextOf(picture);
    const page = await context.newPage();
    try {
      await page.addInitScript(
        (kept) => localStorage.setItem('samlad.preferences', kept),
        JSON.stringify(look),
      );
      await page.goto(await this.addressOf(picture));
      await page.waitForSelector(picture.login === undefined ? 'form' : '.state.live');
      await page.waitForTimeout(STILL_MS);
      await picture.prepare?.(page);
      await page.waitForTimeout(STILL_MS);
      return await take(page);
    } finally {
      await context.setOffline(false);
      await page.close();
    }
  }

  private async addressOf({ login, place, page }: Picture): Promise<string> {
    const root = `http://${this.server.address}/`;
    if (page !== undefined) return `${root}#/${page}`;
    if (login === undefined || place === undefined) return root;
    return `${root}#/${this.incident}/${place}`;
  }

  private async contextOf({ login, size = SCREEN }: Picture): Promise<BrowserContext> {
    const key = `${login} ${size.width}`;
    const known = this.contexts.get(key);
    if (known) return known;
    const context = await this.browser.newContext({
      viewport: size,
      locale: 'sv-SE',
      timezoneId: 'Europe/Stockholm',
    });
    this.contexts.set(key, context);
    if (login !== undefined) await this.logIn(context, login);
    return context;
  }

  private async logIn(context: BrowserContext, login: string): Promise<void> {
    const page = await context.newPage();
    await page.goto(`http://${this.server.address}/`);
    await page.fill('input[name=username]', login);
    await page.fill(
      'input[name=password]',
      login === 'admin' ? this.server.adminPassword : PASSWORD,
    );
    await page.keyboard.press('Enter');
    await page.waitForSelector('.state.live');
    if (this.incident === undefined && login !== 'admin') {
      const link = page.locator(`a:has-text("${DEMO}")`).first();
      this.incident = /[0-9a-f]{32}/.exec((await link.getAttribute('href')) ?? '')?.[0];
    }
    await page.close();
  }
}
