import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { violationsIn } from '../kit/axe';
import { makePeople, PASSWORD } from '../kit/people';
import { SamladProcess } from '../kit/samlad_process';
import { Desk, launch } from './chromium';

const TELEPHONE = 390;
const server = new SamladProcess(resolve('dist'));
let browser: Browser;
/** The one who opens and leads, and one who is invited. */
let lead: Desk;
let norberg: Desk;

async function sitDown(login: string, width?: number): Promise<Desk> {
  const desk = await Desk.open(browser, server.address, width);
  await desk.logIn(login, PASSWORD);
  await desk.page.waitForSelector('h1:has-text("Händelser")');
  await desk.awaitLive();
  // From now on it opens without a network.
  await desk.page.evaluate(async () => void (await navigator.serviceWorker.ready));
  return desk;
}

beforeAll(async () => {
  await server.start();
  await makePeople(server, ['Lansstyrelsen', 'Norberg', 'Sala', 'Fagersta']);
  browser = await launch();
  lead = await sitDown('Lansstyrelsen');
  norberg = await sitDown('Norberg', TELEPHONE);
});

afterAll(async () => {
  await browser?.close();
  await server.stop();
});

afterEach(() => {
  expect([...lead.complaints, ...norberg.complaints]).toEqual([]);
});

/** The identity of the incident in the address. */
async function openedId(desk: Desk): Promise<string> {
  await desk.page.waitForURL(/#\/[0-9a-f]{32}\/incident/);
  return /#\/([0-9a-f]{32})/.exec(desk.page.url())?.[1] ?? '';
}

async function open(desk: Desk, kind: string, title: string): Promise<string> {
  await desk.goTo('#/');
  await desk.page.click('a:has-text("Öppna händelse")');
  await desk.page.click(`label:has-text("${kind}")`);
  await desk.page.fill('label:has-text("Rubrik") + input', title);
  await desk.page.click('button[type="submit"]');
  return openedId(desk);
}

const part = (desk: Desk, name: string) =>
  desk.page
    .locator('main li', { hasText: `TiB ${name}` })
    .or(desk.page.locator('main .group li', { hasText: name }));

async function invite(desk: Desk, ...names: string[]): Promise<void> {
  await desk.page.click('button:has-text("Bjud in aktörer")');
  for (const name of names) {
    await desk.page.fill('input[type="search"]', name);
    await desk.page.check(`form li:has-text("${name}") input`);
  }
  await desk.page.click(`button:has-text("Bjud in ${names.length}")`);
  await desk.awaitSettled();
}

describe('opening an incident', () => {
  test('says what is missing, and takes no kind for granted', async () => {
    await lead.page.click('a:has-text("Öppna händelse")');
    await lead.page.click('button[type="submit"]');
    await lead.page.waitForSelector('text=Välj först vad det är.');
    await lead.page.waitForSelector('text=Måste fyllas i.');
    expect(await violationsIn(lead.page)).toEqual([]);
  });

  test('its button names the kind, and an exercise has its colour before it is one', async () => {
    await lead.page.click('label:has-text("övning")');
    await lead.page.waitForSelector('button:has-text("Öppna övningen")');
    expect(await lead.page.innerText('form .banner')).toBe('ÖVNING');
    await lead.page.click('label:has-text("samhällsstörning")');
    await lead.page.waitForSelector('button:has-text("Öppna samhällsstörningen")');
    expect(await lead.page.locator('form .banner').count()).toBe(0);
  });

  test('what was written survives a reload', async () => {
    await lead.page.fill('label:has-text("Rubrik") + input', 'Skogsbrand');
    await lead.page.fill('label:has-text("Beskrivning") + textarea', 'Rök syns från E4');
    await lead.awaitKept('Rök syns från E4');
    await lead.page.reload();
    await lead.awaitLive();
    await lead.page.waitForFunction(
      () => document.querySelector('textarea')?.value === 'Rök syns från E4',
    );
    expect(await lead.page.inputValue('label:has-text("Rubrik") + input')).toBe('Skogsbrand');
  });

  test('P3: sent while the server is away, it is opened once when it is back', async () => {
    await server.kill();
    await lead.page.waitForSelector('.state.reconnecting, .state.offline');
    await lead.page.click('button[type="submit"]');
    await lead.page.waitForSelector('text=Händelsen öppnas när servern');
    await lead.page.reload();
    await lead.page.waitForSelector('text=Händelsen öppnas när servern');
    await server.serve();
    await openedId(lead);
    await lead.page.waitForSelector('h1:has-text("Skogsbrand")');
    await lead.goTo('#/');
    await lead.page.waitForSelector('h1:has-text("Händelser")');
    await lead.awaitLive();
    const rows = lead.page.locator('li a', { hasText: 'Skogsbrand' });
    await rows.first().waitFor();
    expect(await rows.count()).toBe(1);
    // And the form is as new.
    await lead.page.click('a:has-text("Öppna händelse")');
    await lead.page.waitForSelector('button:has-text("Öppna")');
    expect(await lead.page.inputValue('label:has-text("Rubrik") + input')).toBe('');
  });
});

describe('an incident from its opening to its end', () => {
  let incident: string;

  test('several actors are invited at once, and one accepts with a telephone', async () => {
    incident = await open(lead, 'samhällsstörning', 'Översvämning');
    await invite(lead, 'Norberg', 'Sala');
    expect(await part(lead, 'Norberg').innerText()).toContain('Inbjuden av Lansstyrelsen');
    await norberg.goTo(`#/${incident}/situation`);
    await norberg.page.click('a:has-text("Svara på inbjudan")');
    await norberg.page.click('button:has-text("Tacka ja")');
    await norberg.page.waitForSelector('text=Ni blir aktiva');
    expect(await violationsIn(norberg.page)).toEqual([]);
    await norberg.page.click('form button:has-text("Tacka ja")');
    await norberg.page.waitForSelector('text=Svara på inbjudan', {
      state: 'detached',
    });
    await lead.page.waitForSelector('h4:has-text("Deltar 2")');
    expect(await violationsIn(lead.page)).toEqual([]);
  });

  test('what it is called is edited, and seen by the others', async () => {
    await lead.page.click('button:has-text("Ändra uppgifterna")');
    await lead.page.fill('label:has-text("område") input', 'Norbergsån');
    await lead.page.click('button:has-text("Spara")');
    await norberg.page.waitForSelector('dd:has-text("Norbergsån")');
  });

  test('a step is taken in two, and says that all see it', async () => {
    await lead.page.click('button:has-text("Till aktiverad")');
    await lead.page.waitForSelector('text=Alla som deltar ser ändringen');
    await lead.page.keyboard.press('Escape');
    await lead.page.click('button:has-text("Till aktiverad")');
    await lead.page.click('button:has-text("Ändra till aktiverad")');
    await norberg.page.waitForSelector('dd:has-text("aktiverad")');
    // Who does not lead is told who does.
    await norberg.page.waitForSelector('text=Skedet ändras av Lansstyrelsen, som leder.');
  });

  test('closing is not offered while others take part: they are named', async () => {
    await lead.page.click('button:has-text("Till avvecklas")');
    await lead.page.click('button:has-text("Ändra till avvecklas")');
    await lead.page.click('button:has-text("Till avslutad")');
    const obstacles = lead.page.locator('.obstacles');
    await obstacles.waitFor();
    expect(await obstacles.locator('li').allInnerTexts()).toEqual(['Norberg', 'Sala']);
    await obstacles.locator('button').click();
  });

  test('the mandate is transferred with a reason, and given back', async () => {
    await lead.page.click('button:has-text("Lämna över mandatet")');
    await lead.page.selectOption('form select', { label: 'Norberg' });
    await lead.page.waitForSelector('text=ledningen av händelsen');
    const act = lead.page.locator('button:has-text("Lämna över till Norberg")');
    expect(await act.isDisabled()).toBe(true);
    await lead.page.check('.sure input');
    await act.click();
    await lead.page.waitForSelector('text=Måste fyllas i.');
    await lead.page.fill('label:has-text("Skäl") + textarea', 'Lokal händelse');
    expect(await violationsIn(lead.page)).toEqual([]);
    await act.click();
    await lead.page.waitForSelector('text=Skedet ändras av Norberg, som leder.');
    await norberg.page.click('button:has-text("Lämna över mandatet")');
    await norberg.page.selectOption('form select', { label: 'Lansstyrelsen' });
    await norberg.page.check('.sure input');
    await norberg.page.fill('label:has-text("Skäl") + textarea', 'Tillbaka');
    await norberg.page.click('button:has-text("Lämna över till")');
    await lead.page.waitForSelector('button:has-text("Till avslutad")');
  });

  test('sight is opened to evaluators by the actor itself', async () => {
    await norberg.page.click('button:has-text("Öppna för utvärderare")');
    await norberg.page.waitForSelector('text=även det som bara ni såg');
    await norberg.page.click('form button:has-text("Öppna för utvärderare")');
    await lead.page.waitForSelector('.group li:has-text("Norberg") >> text=Öppen för utvärderare');
  });

  test("another's part is ended with a reason alone", async () => {
    const sala = part(lead, 'Sala');
    await sala.locator('button:has-text("Ta tillbaka inbjudan")').click();
    await sala.locator('form button:has-text("Ta tillbaka")').click();
    await lead.page.waitForSelector('text=Måste fyllas i.');
    await sala.locator('textarea').fill('Berörs inte längre');
    await sala.locator('form button:has-text("Ta tillbaka")').click();
    await lead.page.waitForSelector('h4:has-text("Har avslutat 1")');
  });

  test("P6: ending one's own says what remains, and leaves the past", async () => {
    await norberg.page.click('button:has-text("Avsluta deltagandet")');
    await norberg.page.waitForSelector('text=ser därefter inget nytt');
    await norberg.page.click('form button:has-text("Avsluta deltagandet")');
    await norberg.page.waitForSelector('h2:has-text("Er organisation deltar inte längre")');
    expect(await violationsIn(norberg.page)).toEqual([]);
    await norberg.page.click('a:has-text("Spela upp händelsen")');
    await norberg.page.waitForSelector('[aria-label*="Tidslinje"], .stage');
  });

  test('then it closes and is evaluated, and can be replayed', async () => {
    await lead.page.click('button:has-text("Till avslutad")');
    await lead.page.waitForSelector('text=öppnas inte igen');
    await lead.page.click('button:has-text("Ändra till avslutad")');
    await lead.page.click('button:has-text("Till utvärderad")');
    await lead.page.waitForSelector('text=Ert eget deltagande avslutas också');
    await lead.page.click('button:has-text("Ändra till utvärderad")');
    await lead.page.waitForSelector('a:has-text("Spela upp händelsen")');
  });
});

describe('an exercise', () => {
  test('its clock is set for all, and only moves forward', async () => {
    await open(lead, 'övning', 'Stabsövning');
    await lead.page.waitForSelector('.banner');
    await lead.page.click('button:has-text("Ställ klockan")');
    await lead.page.fill('label:has-text("Ny övningstid") ~ .row input', '2031-05-04 08:00');
    await lead.page.selectOption('form select', { label: '60 gånger' });
    await lead.page.click('button:has-text("Ställ klockan för alla")');
    await lead.page.waitForSelector('text=går 60 gånger verklig tid');
    expect(await lead.page.innerText('.banner .clock')).toContain('2031-05-04');
    await lead.page.click('button:has-text("Ställ klockan")');
    await lead.page.fill('label:has-text("Ny övningstid") ~ .row input', '2031-05-03 08:00');
    await lead.page.click('button:has-text("Ställ klockan för alla")');
    await lead.page.waitForSelector('text=Klockan går bara framåt. Välj');
    // Standing still is set without a time, from now on.
    await lead.page.fill('label:has-text("Ny övningstid") ~ .row input', '');
    await lead.page.selectOption('form select', { label: 'Stå still' });
    await lead.page.click('button:has-text("Ställ klockan för alla")');
    await lead.page.waitForSelector('text=(står still)');
    expect(await violationsIn(lead.page)).toEqual([]);
  });
});
