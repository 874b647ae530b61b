import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { eventually } from '../kit/eventually';

const PROGRAM = process.env.CHROMIUM_BINARY ?? '/usr/bin/chromium';
// It talks with the server under test and with nobody else.
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function launch(): Promise<Browser> {
  if (!existsSync(PROGRAM)) throw new Error(`there is no browser at ${PROGRAM}; install chromium`);
  return chromium.launch({ executablePath: PROGRAM, args: QUIET });
}

/** A browser of one person's own, in Sweden. What goes wrong in its pages is collected. */
export class Desk {
  readonly complaints: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly address: string,
  ) {}

  static async open(browser: Browser, address: string, width = 1500): Promise<Desk> {
    const viewport = { width, height: 900 };
    const context = await browser.newContext({
      viewport,
      locale: 'sv-SE',
      timezoneId: 'Europe/Stockholm',
    });
    const page = await context.newPage();
    const desk = new Desk(context, page, address);
    page.on('pageerror', (error) => desk.complaints.push(String(error.stack)));
    page.on('console', (message) => {
      // A connection that is refused, or breaks, is what several tests are about.
      if (
        message.type() === 'error' &&
        !/ERR_(CONNECTION_|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)|status of 401/.test(message.text())
      ) {
        desk.complaints.push(message.text());
      }
    });
    await page.goto(`http://${address}/`);
    return desk;
  }

  async logIn(login: string, password: string): Promise<void> {
    await this.page.fill('input[name=username]', login);
    await this.page.fill('input[name=password]', password);
    await this.page.keyboard.press('Enter');
  }

  async openIncident(title: string): Promise<void> {
    await this.page.click(`a:has-text("${title}")`);
    await this.page.waitForSelector('[data-row]');
  }

  /** The rows of the stream that hold the text. */
  rows(text: string) {
    return this.page.locator('[data-row]', { hasText: text });
  }

  async write(text: string): Promise<void> {
    await this.page.keyboard.press('l');
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Enter');
  }

  async awaitLive(): Promise<void> {
    await this.page.waitForSelector('.state.live');
  }

  /** Until everything that was written here is confirmed. */
  async awaitSettled(): Promise<void> {
    await this.page.waitForSelector('.tray', { state: 'detached' });
  }

  /** Until what is kept for the next page holds the text. */
  async awaitKept(text: string): Promise<void> {
    const values = () =>
      this.page.evaluate(
        () =>
          new Promise<string>((done) => {
            const request = indexedDB.open('samlad');
            request.onsuccess = () => {
              const all = request.result.transaction('values').objectStore('values').getAll();
              all.onsuccess = () => {
                request.result.close();
                const decoder = new TextDecoder();
                done(all.result.map((bytes: Uint8Array) => decoder.decode(bytes)).join('\n'));
              };
            };
          }),
      );
    await eventually(`${text} to be kept`, async () => (await values()).includes(text));
  }

  /** Until the page opens without a network the next time. */
  async awaitOffline(): Promise<void> {
    // An asynchronous condition would hold at once for waitForFunction: a promise is true.
    await this.page.evaluate(async () => {
      const { active } = await navigator.serviceWorker.ready;
      if (!active || active.state === 'activated') return;
      await new Promise<void>((done) => {
        active.addEventListener('statechange', () => active.state === 'activated' && done());
      });
    });
  }

  async goTo(hash: string): Promise<void> {
    await this.page.goto(`http://${this.address}/${hash}`);
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}
