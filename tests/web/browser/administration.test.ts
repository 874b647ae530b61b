import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { logIn } from '../../../clients/web/src/app/login';
import { violationsIn } from '../kit/axe';
import { makePeople, PASSWORD } from '../kit/people';
import { SamladProcess } from '../kit/samlad_process';
import { Desk, launch } from './chromium';

const server = new SamladProcess(resolve('dist'));
let browser: Browser;
let desk: Desk;

beforeAll(async () => {
  await server.start();
  await makePeople(server, ['Norberg', 'Sala']);
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await server.stop();
});

beforeEach(async () => {
  desk = await Desk.open(browser, server.address);
});

afterEach(async () => {
  const { complaints } = desk;
  await desk.close();
  expect(complaints).toEqual([]);
});

async function administer(password = server.adminPassword): Promise<void> {
  await desk.logIn('admin', password);
  await desk.page.click('header a:has-text("Administration")');
  await desk.page.waitForSelector('li a:has-text("TiB Norberg")');
}

async function openPerson(name: string): Promise<void> {
  await desk.page.click(`li a:has-text("${name}")`);
  await desk.page.waitForSelector(`h2:has-text("${name}")`);
}

const enter = (login: string, password: string) =>
  logIn({ login, password }, `http://${server.address}`);

describe('administration', () => {
  test('is for administrators, who see nothing of incidents', async () => {
    await desk.logIn('Norberg', PASSWORD);
    await desk.page.waitForSelector('h1:has-text("Händelser")');
    expect(await desk.page.locator('header a:has-text("Administration")').count()).toBe(0);
    await desk.goTo('#/administration');
    await desk.page.waitForSelector('text=Bara en administratör');
    expect(await violationsIn(desk.page)).toEqual([]);
  });

  test('an administrator is led there from the list of incidents', async () => {
    await desk.logIn('admin', server.adminPassword);
    await desk.page.waitForSelector('text=Administratören ser inget innehåll i händelser.');
    await desk.page.click('main a:has-text("Administration")');
    await desk.page.waitForSelector('li a:has-text("TiB Norberg") >> text=Norberg');
    expect(await violationsIn(desk.page)).toEqual([]);
  });

  test('a person is found by login, role and organisation', async () => {
    await administer();
    await desk.page.fill('input[type=search]', 'tjänsteman sala');
    await desk.page.waitForSelector('li a:has-text("TiB Norberg")', { state: 'detached' });
    expect(await desk.page.locator('.registry-list li').count()).toBe(1);
    await desk.page.fill('input[type=search]', 'finns inte');
    await desk.page.waitForSelector('text=Inget passar sökningen.');
  });

  test('a new person is made of three fields, and logs in with what is shown once', async () => {
    await administer();
    await desk.page.click('a:has-text("Ny person")');
    await desk.page.click('button:has-text("Lägg till personen")');
    await desk.page.waitForSelector('text=Måste fyllas i.');
    await desk.page.fill('label:has-text("Namn") + input >> nth=0', 'Åsa Öberg');
    await desk.page.fill('label:has-text("Användarnamn") + input', 'Norberg');
    await desk.page.waitForSelector('text=Användarnamnet är upptaget.');
    await desk.page.fill('label:has-text("Användarnamn") + input', 'asa.oberg');
    await desk.page.selectOption('label:has-text("Organisation") select', { label: 'Sala' });
    await desk.page.selectOption('label:has-text("Roll") select', { label: 'deltagare' });
    expect(await violationsIn(desk.page)).toEqual([]);
    await desk.page.click('button:has-text("Lägg till personen")');
    await desk.page.waitForSelector('text=Åsa Öberg kan logga in.');
    const password = await desk.page.innerText('.password');
    const outcome = await enter('asa.oberg', password);
    expect(outcome.kind).toBe('in');
    await desk.page.waitForSelector('li a:has-text("Åsa Öberg") >> text=asa.oberg');
    // It is shown once, and written down nowhere.
    await desk.page.reload();
    await desk.page.waitForSelector('li a:has-text("Åsa Öberg")');
    expect(await desk.page.locator(`text=${password}`).count()).toBe(0);
  });

  test('what was filled in survives a reload', async () => {
    await administer();
    await desk.page.click('a:has-text("Ny person")');
    await desk.page.fill('label:has-text("Användarnamn") + input', 'halvfardig');
    await expect
      .poll(async () => {
        await desk.page.reload();
        const login = desk.page.locator('label:has-text("Användarnamn") + input');
        await login.waitFor();
        await desk.awaitLive();
        return login.inputValue();
      })
      .toBe('halvfardig');
    await desk.page.fill('label:has-text("Användarnamn") + input', '');
  });

  test('a disabled account lets nobody in until it is enabled', async () => {
    await administer();
    await openPerson('TiB Sala');
    await desk.page.click('button:has-text("Stäng av kontot")');
    await desk.page.waitForSelector('text=loggas ut överallt inom en sekund');
    expect(await violationsIn(desk.page)).toEqual([]);
    expect((await enter('Sala', PASSWORD)).kind).toBe('in');
    await desk.page.click('form button:has-text("Stäng av kontot")');
    await desk.page.waitForSelector('article >> text=avstängt');
    expect((await enter('Sala', PASSWORD)).kind).toBe('wrong');
    await desk.page.click('button:has-text("Öppna kontot")');
    await desk.page.click('form button:has-text("Öppna kontot")');
    await desk.page.waitForSelector('article .badge:has-text("aktivt")');
    expect((await enter('Sala', PASSWORD)).kind).toBe('in');
  });

  test('a password is generated, or typed by its rules', async () => {
    await administer();
    await openPerson('TiB Norberg');
    await desk.page.click('button:has-text("Sätt lösenord")');
    await desk.page.click('button:has-text("Skriv ett själv")');
    await desk.page.fill('input[type=password]', 'kort');
    await desk.page.click('button:has-text("Byt lösenord")');
    await desk.page.waitForSelector('text=För kort: minst 8 tecken.');
    await desk.page.fill('input[type=password]', 'ett-nytt-losen');
    await desk.page.click('button:has-text("Byt lösenord")');
    await desk.page.waitForSelector('text=Lösenordet för Norberg är bytt.');
    expect((await enter('Norberg', PASSWORD)).kind).toBe('wrong');
    expect((await enter('Norberg', 'ett-nytt-losen')).kind).toBe('in');
    await desk.page.click('button:has-text("Sätt lösenord")');
    await desk.page.click('button:has-text("Byt lösenord")');
    const password = await desk.page.innerText('.password');
    expect((await enter('Norberg', password)).kind).toBe('in');
  });

  test('a role is given and ended, and one that is ended is held no longer', async () => {
    await administer();
    await openPerson('TiB Norberg');
    await desk.page.click('button:has-text("Ge en roll")');
    await desk.page.selectOption('label:has-text("Organisation") select', { label: 'Sala' });
    await desk.page.selectOption('label:has-text("Roll") select', { label: 'observatör' });
    await desk.page.fill('label:has-text("Från") input', '2026-01-02T08:00');
    await desk.page.fill('label:has-text("Till") input', '2026-01-01T08:00');
    await desk.page.click('form button:has-text("Ge en roll")');
    await desk.page.waitForSelector('text=Tiden till ska vara efter tiden från.');
    await desk.page.fill('label:has-text("Till") input', '2099-01-01T08:00');
    await desk.page.click('form button:has-text("Ge en roll")');
    const row = desk.page.locator('article li', { hasText: 'bservatör' });
    await row.waitFor();
    expect(await row.innerText()).toContain('till 2099-01-01 08:00');
    await row.locator('button').click();
    await desk.page.waitForSelector('text=kan inte längre agera som observatör för Sala');
    await row.locator('form button:has-text("Avsluta rollen")').click();
    await desk.page.waitForSelector('text=Avslutade roller: 1');
  });

  test('a role is held by the clock of the server, whatever the computer believes', async () => {
    const ahead = 100 * 365 * 24 * 3_600_000;
    await desk.page.addInitScript((aheadMs) => {
      const { now } = Date;
      Date.now = () => now() + aheadMs;
    }, ahead);
    await desk.page.reload();
    await administer();
    await openPerson('TiB Norberg');
    await desk.page.click('button:has-text("Ge en roll")');
    await desk.page.selectOption('label:has-text("Organisation") select', { label: 'Sala' });
    await desk.page.selectOption('label:has-text("Roll") select', { label: 'utvärderare' });
    await desk.page.fill('label:has-text("Till") input', '2099-01-01T08:00');
    await desk.page.click('form button:has-text("Ge en roll")');
    const row = desk.page.locator('article li', { hasText: 'tvärderare' });
    await row.waitFor();
    expect(await row.innerText()).toContain('till 2099-01-01 08:00');
  });

  test('a person is renamed', async () => {
    await administer();
    await openPerson('TiB Sala');
    await desk.page.click('button:has-text("Ändra")');
    await desk.page.fill('label:has-text("Namn") + input', 'Sven Sala');
    await desk.page.click('button:has-text("Spara")');
    await desk.page.waitForSelector('li a:has-text("Sven Sala")');
    await desk.page.waitForSelector('h2:has-text("Sven Sala")');
  });

  test('an organisation is added and edited', async () => {
    await administer();
    await desk.page.click('nav a:has-text("Organisationer")');
    await desk.page.click('a:has-text("Ny organisation")');
    await desk.page.fill('label:has-text("Namn") + input >> nth=0', 'Polisregion Mitt');
    await desk.page.click('button:has-text("Lägg till organisationen")');
    await desk.page.waitForSelector('[role=alert]:has-text("Måste fyllas i.")');
    await desk.page.selectOption('label:has-text("Slag") select', { label: 'polis' });
    await desk.page.selectOption('label:has-text("Nivå") select', { label: 'regional' });
    expect(await violationsIn(desk.page)).toEqual([]);
    await desk.page.click('button:has-text("Lägg till organisationen")');
    await desk.page.waitForSelector('h2:has-text("Polisregion Mitt")');
    await desk.page.click('button:has-text("Ändra")');
    await desk.page.fill('label:has-text("Mandat") + textarea', 'Utrymning\nAvspärrning');
    await desk.page.click('button:has-text("Spara")');
    await desk.page.waitForSelector('dd:has-text("Avspärrning")');
    expect(await violationsIn(desk.page)).toEqual([]);
  });

  test('a link to what is not there says so', async () => {
    await administer();
    await desk.goTo(`#/administration/persons/${'ab'.repeat(16)}`);
    await desk.page.waitForSelector('text=Registret har ingen sådan rad.');
  });

  test("one's own password is changed too, and asks for it anew", async () => {
    await administer();
    await openPerson('admin');
    await desk.page.click('button:has-text("Sätt lösenord")');
    await desk.page.waitForSelector('text=Det är ditt eget konto: du loggas ut.');
    // It is typed, never generated: the person is asked for it in the next moment.
    expect(await desk.page.locator('button:has-text("Skapa ett åt mig")').count()).toBe(0);
    await desk.page.fill('input[type=password]', 'administratorens');
    await desk.page.click('button:has-text("Byt lösenord")');
    await desk.page.waitForSelector('dialog[open]');
    await desk.page.fill('dialog input[name=password]', 'administratorens');
    await desk.page.keyboard.press('Enter');
    await desk.awaitLive();
    expect((await enter('admin', server.adminPassword)).kind).toBe('wrong');
  });
});
