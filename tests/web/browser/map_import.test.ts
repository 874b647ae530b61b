import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { FeatureCategory, GeometryType } from '../../../clients/web/src/gen/samlad/v1/situation_pb';
import { violationsIn } from '../kit/axe';
import { MapIncident } from '../kit/map_incident';
import { SamladProcess } from '../kit/samlad_process';
import { launch, type Desk } from './chromium';
import { sitAtMap } from './map_desk';

// A file that becomes features of the picture, or says why it does not.

const GPX = `<?xml version="1.0"?>
<gpx version="1.1" creator="prov" xmlns="http://www.topografix.com/GPX/1/1">
  <wpt lat="59.87" lon="16.08"><ele>88</ele><name>Brandhärd</name><desc>Rök syns</desc></wpt>
  <trk><name>Spaningsväg</name><trkseg>
    <trkpt lat="59.870" lon="16.080"><ele>88</ele></trkpt>
    <trkpt lat="59.880" lon="16.090"><ele>90</ele></trkpt>
  </trkseg></trk>
</gpx>`;
const KML = `<?xml version="1.0"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document>
  <Placemark><name>Avspärrning</name><description><![CDATA[<p>Väg 668</p>]]></description>
    <Polygon><outerBoundaryIs><LinearRing><coordinates>
      16.0,59.8,0 16.1,59.8,0 16.1,59.9,0 16.0,59.8,0
    </coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
  <Placemark><name>Utan plats</name></Placemark>
</Document></kml>`;
const GEOJSON = JSON.stringify({
  type: 'FeatureCollection',
  features: [1, 2, 3].map((n) => ({
    type: 'Feature',
    properties: { namn: `Punkt ${n}` },
    geometry: { type: 'Point', coordinates: [16 + n / 100, 59.9] },
  })),
});

// A text that would become a thousand million times as long as it is.
const LAUGHS = `<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a0 "ha">${Array.from(
  { length: 30 },
  (_, n) => `<!ENTITY a${n + 1} "${`&a${n};`.repeat(10)}">`,
).join('')}]>
<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>&a30;</name>
  <Point><coordinates>16,59.9</coordinates></Point></Placemark></kml>`;
const LATIN = `<?xml version="1.0" encoding="ISO-8859-1"?>
<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">
  <wpt lat="59.87" lon="16.08"><name>Sjöändan</name></wpt></gpx>`;

const server = new SamladProcess(resolve('dist'));
let browser: Browser;
let incident: MapIncident;
let desk: Desk;

beforeAll(async () => {
  await server.start();
  incident = await MapIncident.open(server, ['Lansstyrelsen']);
  browser = await launch();
  desk = await sitAtMap(browser, server, 'Lansstyrelsen', incident.id);
});

afterAll(async () => {
  await incident?.leave();
  await browser?.close();
  await server.stop();
});

afterEach(() => {
  // Chromium writes what is wrong with an XML file into it, in a colour that the policy refuses.
  const own = desk.complaints.filter((text) => !text.startsWith('Applying inline style'));
  desk.complaints.length = 0;
  expect(own).toEqual([]);
});

async function bring(name: string, content: string | Buffer): Promise<void> {
  const form = desk.page.locator('form[aria-label="Läs in en fil på kartan"]');
  if ((await form.count()) === 0) await desk.page.click('button[aria-label="Läs in en fil"]');
  const buffer = Buffer.from(content);
  await form
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
}

const told = (text: string) => desk.page.waitForSelector(`[role=alert] >> text=${text}`);

describe('a file that cannot be used', () => {
  test.each([
    ['stor.geojson', Buffer.alloc(10_000_001, 32), 'Filen är större än 10 MB.'],
    ['halv.gpx', GPX.slice(0, 300), 'Filen är skadad eller ofullständig'],
    ['skratt.kml', LAUGHS, 'Filen är skadad eller ofullständig'],
    [
      'djup.kml',
      `<kml>${'<Folder>'.repeat(200_000)}${'</Folder>'.repeat(200_000)}</kml>`,
      'Filen är skadad eller ofullständig',
    ],
    ['halv.geojson', GEOJSON.slice(0, 100), 'Filen är skadad eller ofullständig'],
    ['bild.kmz', Buffer.from([0x50, 0x4b, 3, 4, 0xff, 0xfe]), 'En KMZ-fil packas först upp'],
    ['sweref.geojson', GEOJSON.replaceAll('59.9', '6637642'), 'Filens positioner ligger utanför'],
  ] as const)('%s says why', async (name, content, why) => {
    await bring(name, content);
    await told(why);
    expect(await desk.page.locator('button:has-text("Lägg in ")').count()).toBe(0);
  });
});

describe('a file that can', () => {
  test.each([
    ['latin.gpx', Buffer.from(LATIN, 'latin1')],
    ['utf16.gpx', Buffer.from(`\ufeff${LATIN.replace('ISO-8859-1', 'UTF-16')}`, 'utf16le')],
  ])('%s: is read in the letters that it says it has', async (name, content) => {
    await bring(name, content);
    await desk.page.waitForSelector('label:has-text("Sjöändan")');
  });

  test('is the one that was chosen last, even if the first takes longer to read', async () => {
    const { page } = desk;
    await page.evaluate(() => {
      const read = Blob.prototype.arrayBuffer;
      const until = new Promise<void>((done) => Object.assign(window, { letGo: done }));
      Blob.prototype.arrayBuffer = async function () {
        if (this instanceof File && this.name === 'trog.gpx') await until;
        return read.call(this);
      };
    });
    await bring('trog.gpx', GPX);
    await page.waitForSelector('[role=status]:has-text("Läser filen")');
    await bring('rask.geojson', GEOJSON);
    await page.waitForSelector('label:has-text("Punkt 3")');
    await page.evaluate(async () => {
      (window as unknown as { letGo: () => void }).letGo();
      // Longer than it takes to read so little.
      for (let frame = 0; frame < 10; frame++) await new Promise(requestAnimationFrame);
    });
    expect(await page.locator('label:has-text("Brandhärd")').count()).toBe(0);
    expect(await page.inputValue('label:has-text("Källa") input')).toContain('rask.geojson');
  });

  test('GPX: all at once, with a category and a source in common', async () => {
    const { page } = desk;
    await bring('spaning.gpx', GPX);
    await page.waitForSelector('text=2 av 2 objekt valda');
    await page.locator('form:has(input[type=file]) select').selectOption({ label: 'fara' });
    await page.click('button:has-text("Lägg in 2 objekt")');
    const fire = await incident.feature('Brandhärd');
    expect(fire).toMatchObject({
      text: 'Rök syns',
      source: 'Filen spaning.gpx',
      category: FeatureCategory.HAZARD,
      observedAtMs: 0n,
    });
    expect(fire.geometry).toMatchObject({
      type: GeometryType.POINT,
      coordinates: [16.08, 59.87],
    });
    const path = await incident.feature('Spaningsväg');
    expect(path.geometry?.type).toBe(GeometryType.LINE_STRING);
    expect(path.geometry?.coordinates).toEqual([16.08, 59.87, 16.09, 59.88]);
  });

  test('GeoJSON: some of it, one at a time, each through the form', async () => {
    const { page } = desk;
    await bring('punkter.geojson', GEOJSON);
    await page.getByLabel('Punkt 2').uncheck();
    await page.waitForSelector('text=2 av 3 objekt valda');
    await page.click('button:has-text("Ett i taget")');
    await page.waitForSelector('text=Ur filen: 1 av 2');
    expect(await page.inputValue('input[name=title]')).toBe('Punkt 1');
    await page.click('button:has-text("Hoppa över")');
    await page.waitForSelector('text=Ur filen: 2 av 2');
    await page.fill('input[name=title]', 'Uppställningsplats');
    await page.click('form button[type=submit]');
    const { geometry, source } = await incident.feature('Uppställningsplats');
    expect(geometry?.coordinates).toEqual([16.03, 59.9]);
    expect(source).toBe('Filen punkter.geojson');
    await page.waitForSelector('form[aria-label="Nytt kartobjekt"]', { state: 'detached' });
  });

  test('KML, dropped on the map; what has no place is told', async () => {
    const { page } = desk;
    await page.waitForSelector('text=3 på kartan');
    await page.evaluate((kml) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([kml], 'omrade.kml'));
      const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
      document.querySelector('.map')?.dispatchEvent(drop);
    }, KML);
    await page.waitForSelector('text=1 objekt utelämnas: det har ingen plats.');
    expect(await violationsIn(desk.page, 'form', { part: 'form' })).toEqual([]);
    await page.click('button:has-text("Lägg in 1 objekt")');
    const area = await incident.feature('Avspärrning');
    expect(area.text).toBe('Väg 668');
    expect(area.geometry?.ends).toEqual([4]);
  });
});
