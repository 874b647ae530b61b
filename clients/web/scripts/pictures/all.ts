import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { pose, TELEPHONE, withStudio, type Look, type Picture } from './studio';

const LOOKS: readonly Look[] = [
  { language: 'sv', theme: 'light' },
  { language: 'sv', theme: 'dark' },
  { language: 'en', theme: 'light' },
  { language: 'en', theme: 'dark' },
];
const NIGHT: Look = { language: 'sv', theme: 'night' };
const OFFICER = 'tib.lst';

const press =
  (...keys: string[]) =>
  async (page: Page): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
const open = (selector: string) => (page: Page) => page.locator(selector).first().click();

/** Every view, by the person whom it is for. */
const VIEWS: readonly Picture[] = [
  { name: 'login' },
  { name: 'incidents', login: OFFICER },
  { name: 'administration', login: 'admin' },
  { name: 'situation', login: OFFICER, place: 'situation' },
  {
    name: 'situation-item',
    login: OFFICER,
    place: 'situation',
    prepare: open('[data-row]:has-text("Norberg varnas")'),
  },
  { name: 'stream', login: OFFICER, place: 'stream' },
  { name: 'decisions', login: OFFICER, place: 'decisions' },
  {
    name: 'decision',
    login: 'ordf.lst',
    place: 'decisions',
    prepare: open('main >> text=Ska en utrymning av Norberg förberedas?'),
  },
  { name: 'decision-new', login: OFFICER, place: 'decisions', prepare: press('c') },
  { name: 'tasks', login: OFFICER, place: 'tasks' },
  { name: 'conference', login: OFFICER, place: 'conference' },
  { name: 'reports', login: OFFICER, place: 'reports' },
  { name: 'report-new', login: 'tib.norberg', place: 'reports', prepare: press('c') },
  { name: 'handover', login: OFFICER, place: 'handover' },
  { name: 'incident', login: OFFICER, place: 'incident' },
  { name: 'replay', login: 'utv.msb', place: 'replay/at/208' },
  { name: 'keys', login: OFFICER, place: 'situation', prepare: press('?') },
  { name: 'palette', login: OFFICER, place: 'situation', prepare: press('Control+k') },
];

/** What a participant has in the hand. */
const ON_A_TELEPHONE: readonly Picture[] = [
  { name: 'login' },
  { name: 'incidents', login: 'tib.norberg' },
  { name: 'situation', login: 'tib.norberg', place: 'situation' },
  { name: 'stream', login: 'tib.norberg', place: 'stream' },
  { name: 'decisions', login: 'tib.norberg', place: 'decisions' },
  { name: 'conference', login: 'tib.norberg', place: 'conference' },
  { name: 'tasks', login: 'tib.norberg', place: 'tasks' },
].map((picture) => ({ ...picture, name: `telephone-${picture.name}`, size: TELEPHONE }));

/** Every view in both languages, light and dark, as NAME-LANGUAGE-THEME.png; the map at night, too. */
export function takeAll(folder: string, only: string): Promise<void> {
  return withStudio(async (browser, address) => {
    mkdirSync(folder, { recursive: true });
    const pictures = [...VIEWS, ...ON_A_TELEPHONE].filter(({ name }) => name.includes(only));
    for (const picture of pictures) {
      const looks = picture.name === 'situation' ? [...LOOKS, NIGHT] : LOOKS;
      for (const look of looks) {
        const file = `${picture.name}-${look.language}-${look.theme}.png`;
        const path = join(folder, file);
        await pose(browser, address, picture, look, (page) => page.screenshot({ path }));
        console.log(`pictures: ${file}`);
      }
    }
  });
}
