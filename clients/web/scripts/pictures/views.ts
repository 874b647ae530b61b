import type { Page } from 'playwright-core';
import { TELEPHONE, type Look, type Picture, type Studio } from './studio';

const OFFICER = 'tib.lst';
const CHAIR = 'ordf.lst';
const PARTICIPANT = 'tib.norberg';
const SWEDISH: Look = { language: 'sv', theme: 'light' };

type Step = (page: Page) => Promise<void>;
const press =
  (...keys: string[]): Step =>
  async (page) => {
    for (const key of keys) await page.keyboard.press(key);
  };
const open =
  (selector: string): Step =>
  (page) =>
    page.locator(selector).first().click();
const inTurn =
  (...steps: Step[]): Step =>
  async (page) => {
    for (const step of steps) await step(page);
  };
const firstRow = open('main tr[data-id], main tbody tr');
const cutOff: Step = (page) => page.context().setOffline(true);

/** Every view, by the person whom it is for. */
export const VIEWS: readonly Picture[] = [
  { name: 'login' },
  { name: 'incidents', login: OFFICER },
  { name: 'open', login: OFFICER, page: 'open' },
  { name: 'administration', login: 'admin', page: 'administration' },
  {
    name: 'administration-person',
    login: 'admin',
    page: 'administration/persons',
    prepare: open('main .list li a'),
  },
  { name: 'administration-new-person', login: 'admin', page: 'administration/persons/new' },
  {
    name: 'administration-actor',
    login: 'admin',
    page: 'administration/actors',
    prepare: open('main .list li a'),
  },
  { name: 'situation', login: OFFICER, place: 'situation' },
  {
    name: 'situation-item',
    login: OFFICER,
    place: 'situation',
    prepare: open('[data-row]:has-text("Norberg varnas")'),
  },
  { name: 'situation-table', login: OFFICER, place: 'situation', prepare: press('t') },
  { name: 'feature', login: OFFICER, place: 'situation', prepare: inTurn(press('t'), firstRow) },
  {
    name: 'feature-form',
    login: OFFICER,
    place: 'situation',
    prepare: inTurn(
      press('t'),
      firstRow,
      open('main section button:text-matches("^(Ändra|Edit)$")'),
      (page) => page.fill('input[name=symbol]', '10031000001211000000'),
    ),
  },
  {
    name: 'inspector',
    login: OFFICER,
    place: 'stream',
    prepare: inTurn(open('[data-row]'), open('main a[href*="?item="]')),
  },
  { name: 'stream', login: OFFICER, place: 'stream' },
  { name: 'stream-empty', login: OFFICER, place: 'stream', prepare: press('s') },
  { name: 'decisions', login: OFFICER, place: 'decisions' },
  {
    name: 'decision',
    login: CHAIR,
    place: 'decisions',
    prepare: open('main >> text=Ska en utrymning av Norberg förberedas?'),
  },
  { name: 'decision-new', login: OFFICER, place: 'decisions', prepare: press('c') },
  { name: 'tasks', login: OFFICER, place: 'tasks' },
  {
    name: 'task',
    login: OFFICER,
    place: 'tasks',
    prepare: inTurn(open('main .segments button:last-child'), open('[data-task] a.title')),
  },
  { name: 'conference', login: OFFICER, place: 'conference' },
  { name: 'conference-new', login: OFFICER, place: 'conference/new' },
  { name: 'reports', login: OFFICER, place: 'reports' },
  { name: 'report-version', login: OFFICER, place: 'reports/version' },
  { name: 'handover-new', login: OFFICER, place: 'handover/offer' },
  { name: 'report-new', login: PARTICIPANT, place: 'reports/write' },
  { name: 'handover', login: OFFICER, place: 'handover' },
  { name: 'incident', login: OFFICER, place: 'incident' },
  { name: 'replay', login: 'utv.msb', place: 'replay/at/208' },
  {
    name: 'evaluation',
    login: 'utv.msb',
    place: 'replay/at/208',
    prepare: async (page) => {
      await page.locator('[role=tab]').last().click();
      if ((await page.locator('[data-annotation]').count()) > 0) return;
      for (const [title, text] of [
        ['Sen förfrågan', 'Norberg fick frågan först när prognosen redan var en timme gammal.'],
        ['Tydligt förslag', 'Förslaget sa vad var och en skulle göra.'],
      ] as const) {
        await press('Escape', '.', 'b')(page);
        await page.locator('form input, form textarea').first().waitFor();
        await page.keyboard.type(title);
        await page.keyboard.press('Tab');
        await page.keyboard.type(text);
        await page.keyboard.press('Control+Enter');
        await page.locator('[data-annotation]', { hasText: title }).waitFor();
      }
    },
  },
  { name: 'keys', login: OFFICER, place: 'situation', prepare: press('?') },
  { name: 'palette', login: OFFICER, place: 'situation', prepare: press('Control+k') },
  {
    name: 'refused',
    login: 'logg.lst',
    place: 'stream',
    prepare: inTurn(async (page) => {
      if ((await page.locator('.tray').count()) > 0) return;
      await page.fill('.quick-log .at', '2014-08-04 14:05');
      await page.fill('.quick-log textarea, .quick-log input.text', 'Reservkraften är framme.');
      await page.keyboard.press('Control+Enter');
      await page.waitForSelector('.tray.bad');
    }, open('.tray summary')),
  },
  {
    name: 'offline',
    login: 'bild.lst',
    place: 'situation',
    prepare: inTurn(cutOff, async (page) => {
      await page.waitForSelector('.state:not(.live)');
    }),
  },
];

/** What a participant has in the hand. */
export const ON_A_TELEPHONE: readonly Picture[] = [
  { name: 'login' },
  { name: 'incidents', login: PARTICIPANT },
  { name: 'situation', login: PARTICIPANT, place: 'situation' },
  { name: 'situation-table', login: PARTICIPANT, place: 'situation', prepare: press('t') },
  { name: 'stream', login: PARTICIPANT, place: 'stream' },
  {
    name: 'inspector',
    login: PARTICIPANT,
    place: 'stream',
    prepare: inTurn(open('[data-row]'), open('main a[href*="?item="]')),
  },
  { name: 'decisions', login: PARTICIPANT, place: 'decisions' },
  {
    name: 'decision',
    login: PARTICIPANT,
    place: 'decisions',
    prepare: open('main >> text=Ska en utrymning av Norberg förberedas?'),
  },
  { name: 'conference', login: PARTICIPANT, place: 'conference' },
  { name: 'tasks', login: PARTICIPANT, place: 'tasks' },
  { name: 'reports', login: PARTICIPANT, place: 'reports' },
  { name: 'handover', login: PARTICIPANT, place: 'handover' },
  { name: 'incident', login: PARTICIPANT, place: 'incident' },
  { name: 'replay', login: 'utv.msb', place: 'replay/at/208' },
  {
    name: 'replay-stream',
    login: 'utv.msb',
    place: 'replay/at/208',
    prepare: open('[role=tab]:nth-of-type(2)'),
  },
  {
    name: 'evaluation',
    login: 'utv.msb',
    place: 'replay/at/208',
    prepare: open('[role=tab]:last-of-type'),
  },
].map(onTelephone);

/** After `openConference`. */
export const DURING_A_CONFERENCE: readonly Picture[] = [
  { name: 'conference-open', login: CHAIR, place: 'conference' },
  { name: 'stream-since', login: OFFICER, place: 'stream', prepare: press('s') },
  onTelephone({ name: 'conference-open', login: PARTICIPANT, place: 'conference' }),
];

function onTelephone(picture: Picture): Picture {
  return { ...picture, name: `telephone-${picture.name}`, size: TELEPHONE };
}

/** A conference in its second item, in which two others have asked for the floor. */
export async function openConference(studio: Studio): Promise<void> {
  const at = (login: string, place: string, prepare: Step) =>
    studio.pose({ name: 'conference', login, place, prepare }, SWEDISH, () => Promise.resolve());
  // What comes from now on has changed since this person looked.
  await at(OFFICER, 'stream', () => Promise.resolve());
  await at(CHAIR, 'conference/new', async (page) => {
    await page.getByLabel('Vad konferensen heter').fill('ISF inför natten');
    await page.getByLabel('Börjar').first().fill('+5');
    await page.getByRole('button', { name: 'Skicka kallelsen' }).click();
    for (const act of ['open', 'attend', 'next-item']) await page.click(`[data-act=${act}]`);
    await page.waitForSelector('text=Punkt 2 av');
  });
  for (const login of [PARTICIPANT, 'tib.sala', 'tib.msb'])
    await at(login, 'conference', async (page) => {
      for (const act of ['attend', 'ask']) await page.click(`[data-act=${act}]`);
      await page.waitForSelector('text=på talarlistan');
    });
  await at(CHAIR, 'conference', open('li[data-waiting] button'));
}
