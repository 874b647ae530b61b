import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { Desk, launch } from '../../tests/web/browser/chromium';
import {
  makePeople,
  openPage,
  PASSWORD,
  type Page,
  type Somebody,
} from '../../tests/web/kit/people';
import { SamladProcess } from '../../tests/web/kit/samlad_process';

/** The built pages, from clients/web. */
const PAGES = resolve('dist');

/** A server that serves the pages, and a browser; both are gone when `work` has ended. */
export async function withHouse<T>(
  work: (server: SamladProcess, browser: Browser) => Promise<T>,
): Promise<T> {
  const server = new SamladProcess(PAGES);
  await server.start();
  try {
    const browser = await launch();
    try {
      return await work(server, browser);
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}

/** Logged in, with the incident open in a workspace and nothing outstanding. */
export async function sitDown(
  browser: Browser,
  server: SamladProcess,
  login: string,
  place: string,
): Promise<Desk> {
  const desk = await Desk.open(browser, server.address);
  await desk.logIn(login, PASSWORD);
  await desk.page.waitForSelector('a[href^="#/"]');
  await desk.goTo(place);
  await desk.awaitLive();
  return desk;
}

/** Two actors with their duty officers, each with a client of their own in node that writes. */
export async function hireWriters(
  server: SamladProcess,
): Promise<{ people: Somebody[]; writers: Page[] }> {
  const people = await makePeople(server, ['Lansstyrelsen', 'Norberg', 'Surahammar', 'Fagersta']);
  const writers = await Promise.all(people.map((who, at) => openPage(server, who, at)));
  return { people, writers };
}
