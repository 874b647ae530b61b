import type { Browser } from 'playwright-core';
import { PASSWORD } from '../kit/people';
import { Desk } from './chromium';

// What tests of the replay have in common: somebody who looks back at the demo exercise.

export const TITLE = 'Skogsbranden i Västmanland';

/** Logged in, with the exercise before them in a workspace. */
export async function sitAtDemo(
  browser: Browser,
  address: string,
  login: string,
  workspace: string,
): Promise<Desk> {
  const desk = await Desk.open(browser, address);
  await desk.logIn(login, PASSWORD);
  await desk.openIncident(TITLE);
  await desk.awaitLive();
  await desk.page.click(`nav a:has-text("${workspace}")`);
  return desk;
}

/** The same with the replay, when the log has been read. */
export async function lookBack(browser: Browser, address: string, login: string): Promise<Desk> {
  const desk = await sitAtDemo(browser, address, login, 'Återblick');
  await logRead(desk);
  return desk;
}

export const logRead = ({ page }: Desk) =>
  page.waitForSelector('header >> text=/Ändring \\d+ av \\d{3}/');
export const position = async ({ page }: Desk) =>
  page.getAttribute('[data-position]', 'data-position');

export async function goToTime({ page }: Desk, time: string): Promise<void> {
  await page.fill('[aria-label="Gå till tid"]', time);
  await page.keyboard.press('Enter');
  await page.waitForSelector(`header time:has-text("${time}")`);
}

/** Where it stands among the changes in sight, and how many there are. */
export async function place({ page }: Desk): Promise<{ at: number; all: number }> {
  const text = await page.innerText('.stage header .position');
  const [, at, all] = /Ändring (\d+) av (\d+)/.exec(text) ?? [];
  return { at: Number(at), all: Number(all) };
}

export const annotation = ({ page }: Desk, text: string) =>
  page.locator('[data-annotation]', { hasText: text });

/** Steps on by one change and writes of it. */
export async function annotate(
  { page }: Desk,
  title: string,
  more: { text?: string; aspect?: string } = {},
): Promise<void> {
  await page.keyboard.press('Escape');
  await page.keyboard.press('.');
  await page.keyboard.press('b');
  await page.waitForSelector('form[aria-label="Spara anteckningen"]');
  await page.keyboard.type(title);
  if (more.text) {
    await page.keyboard.press('Tab');
    await page.keyboard.type(more.text);
  }
  const form = page.locator('form[aria-label="Spara anteckningen"]');
  if (more.aspect) await form.locator('select').selectOption({ label: more.aspect });
  await page.keyboard.press('Control+Enter');
  await page.locator('[data-annotation]', { hasText: title }).waitFor();
}
