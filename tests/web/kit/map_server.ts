import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  projectionOf,
  transformOf,
  type ProjectionCode,
} from '../../../clients/web/src/map/projection';
import { pmtilesFile, type ArchivedTile } from './pmtiles_file';
import { pngImage, type Pixel } from './png_image';

/** West, south, east, north in WGS 84: what is painted, and all around it is clear. */
export const SQUARE = [15.9, 59.75, 16.3, 59.95] as const;

/** Each kind of layer has a colour of its own. */
export const COLOURS = {
  wms: [220, 20, 60, 255],
  wmts: [20, 160, 60, 255],
  xyz: [240, 140, 0, 255],
  pmtiles: [120, 40, 200, 255],
} as const satisfies Readonly<Record<string, Pixel>>;

const CLEAR: Pixel = [0, 0, 0, 0];
const TILE_PX = 256;
const MERCATOR_M = 20_037_508.342789244;
// As Swedish agencies serve SWEREF 99 TM: from its upper left corner, halving from 4096 m a pixel.
const SWEREF_CORNER = { north: 8_500_000, east: -1_200_000 };
const SWEREF_RESOLUTION_M = 4096;
const SWEREF_ZOOMS = 12;
const ARCHIVE_ZOOM_MAX = 8;

type Box = readonly [minX: number, minY: number, maxX: number, maxY: number];

/** A picture of the square as it lies in that box of the projection. */
function picture(code: ProjectionCode, box: Box, size: number, colour: Pixel): Buffer {
  const toWgs84 = transformOf(code, 'from-map');
  const [minX, minY, maxX, maxY] = box;
  return pngImage(size, size, (x, y) => {
    const [lon = NaN, lat = NaN] = toWgs84([
      minX + ((x + 0.5) / size) * (maxX - minX),
      maxY - ((y + 0.5) / size) * (maxY - minY),
    ]);
    const [west, south, east, north] = SQUARE;
    return lon > west && lon < east && lat > south && lat < north ? colour : CLEAR;
  });
}

function mercatorTile(z: number, x: number, y: number, colour: Pixel): Buffer {
  const side = (2 * MERCATOR_M) / 2 ** z;
  const minX = x * side - MERCATOR_M;
  const maxY = MERCATOR_M - y * side;
  return picture('EPSG:3857', [minX, maxY - side, minX + side, maxY], TILE_PX, colour);
}

/** A server of maps, as an agency has one. Under /broken/ it answers every question with an error. */
export class MapServer {
  private readonly server: Server = createServer((request, response) =>
    this.answer(request, response),
  );
  /** What it was asked, as paths with their questions. */
  readonly asked: string[] = [];
  private readonly archive = pmtilesFile([...archived()]);

  async start(): Promise<void> {
    projectionOf('EPSG:3006');
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.origin);
    this.asked.push(url.pathname + url.search);
    response.setHeader('Access-Control-Allow-Origin', '*');
    const [, kind = ''] = url.pathname.split('/');
    if (kind === 'wms') return this.answerWms(url, response);
    if (kind === 'wmts') return this.answerWmts(url, response);
    const [z = NaN, x = NaN, y = NaN] = (/\/(\d+)\/(\d+)\/(\d+)\.png$/.exec(url.pathname) ?? [])
      .slice(1)
      .map(Number);
    if (kind === 'xyz') return sendPng(response, mercatorTile(z, x, y, COLOURS.xyz));
    if (kind === 'pmtiles') return this.answerRange(request, response);
    refuse(response, 500, 'broken');
  }

  /** WMS 1.3.0, where the order of a BBOX is that of the projection: north before east in SWEREF. */
  private answerWms(url: URL, response: ServerResponse): void {
    const asked = new Map([...url.searchParams].map(([key, value]) => [key.toUpperCase(), value]));
    const code = asked.get('CRS');
    const box = (asked.get('BBOX') ?? '').split(',').map(Number);
    const [a = NaN, b = NaN, c = NaN, d = NaN] = box;
    const size = Number(asked.get('WIDTH'));
    const isGood =
      asked.get('VERSION') === '1.3.0' &&
      asked.get('REQUEST') === 'GetMap' &&
      asked.get('LAYERS') === 'flood' &&
      asked.get('HEIGHT') === asked.get('WIDTH');
    if (!isGood) return refuse(response, 400, 'no such map');
    if (code === 'EPSG:3006')
      return sendPng(response, picture(code, [b, a, d, c], size, COLOURS.wms));
    if (code === 'EPSG:3857')
      return sendPng(response, picture(code, [a, b, c, d], size, COLOURS.wms));
    refuse(response, 400, 'InvalidCRS');
  }

  private answerWmts(url: URL, response: ServerResponse): void {
    if (url.searchParams.get('request') === 'GetCapabilities') {
      response.setHeader('Content-Type', 'application/xml');
      response.end(capabilities(this.origin, !url.searchParams.has('eastfirst')));
      return;
    }
    const found = /\/topo\/3006\/(\d+)\/(\d+)\/(\d+)\.png$/.exec(url.pathname);
    if (!found) return refuse(response, 404, 'no such tile');
    const [z = NaN, row = NaN, column = NaN] = found.slice(1).map(Number);
    const side = (SWEREF_RESOLUTION_M / 2 ** z) * TILE_PX;
    const minX = SWEREF_CORNER.east + column * side;
    const maxY = SWEREF_CORNER.north - row * side;
    const box = [minX, maxY - side, minX + side, maxY] as const;
    sendPng(response, picture('EPSG:3006', box, TILE_PX, COLOURS.wmts));
  }

  private answerRange(request: IncomingMessage, response: ServerResponse): void {
    const [, from = '', to = ''] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    if (from === '') return refuse(response, 400, 'only ranges');
    const part = this.archive.subarray(Number(from), Number(to) + 1);
    response.writeHead(206, {
      'Content-Range': `bytes ${from}-${Number(from) + part.length - 1}/${this.archive.length}`,
      'Access-Control-Expose-Headers': 'Content-Range, ETag',
    });
    response.end(part);
  }
}

function sendPng(response: ServerResponse, image: Buffer): void {
  response.setHeader('Content-Type', 'image/png');
  response.end(image);
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain' });
  response.end(why);
}

/** All tiles that touch the square; a map that looks elsewhere finds none. */
function* archived(): Generator<ArchivedTile> {
  const [west, south, east, north] = SQUARE;
  const toMercator = transformOf('EPSG:3857', 'to-map');
  const [minX = NaN, minY = NaN] = toMercator([west, south]);
  const [maxX = NaN, maxY = NaN] = toMercator([east, north]);
  for (let z = 0; z <= ARCHIVE_ZOOM_MAX; z += 1) {
    const side = (2 * MERCATOR_M) / 2 ** z;
    const columnOf = (x: number) => Math.floor((x + MERCATOR_M) / side);
    const rowOf = (y: number) => Math.floor((MERCATOR_M - y) / side);
    for (let x = columnOf(minX); x <= columnOf(maxX); x += 1) {
      for (let y = rowOf(maxY); y <= rowOf(minY); y += 1)
        yield [z, x, y, mercatorTile(z, x, y, COLOURS.pmtiles)];
    }
  }
}

/** OGC says that a corner's order is that of the projection. Some servers put the east first. */
function capabilities(origin: string, isNorthFirst: boolean): string {
  const { north, east } = SWEREF_CORNER;
  const corner = isNorthFirst ? `${north} ${east}` : `${east} ${north}`;
  const matrices = Array.from({ length: SWEREF_ZOOMS }, (_, z) => {
    const resolution = SWEREF_RESOLUTION_M / 2 ** z;
    return `<TileMatrix><ows:Identifier>${z}</ows:Identifier>
      <ScaleDenominator>${resolution / 0.00028}</ScaleDenominator>
      <TopLeftCorner>${corner}</TopLeftCorner>
      <TileWidth>${TILE_PX}</TileWidth><TileHeight>${TILE_PX}</TileHeight>
      <MatrixWidth>${4 * 2 ** z}</MatrixWidth><MatrixHeight>${4 * 2 ** z}</MatrixHeight></TileMatrix>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<Capabilities xmlns="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1"
  xmlns:xlink="http://www.w3.org/1999/xlink" version="1.0.0">
  <Contents>
    <Layer><ows:Title>Topografisk</ows:Title><ows:Identifier>topo</ows:Identifier>
      <Style isDefault="true"><ows:Identifier>default</ows:Identifier></Style>
      <Format>image/png</Format>
      <TileMatrixSetLink><TileMatrixSet>3006</TileMatrixSet></TileMatrixSetLink>
      <ResourceURL format="image/png" resourceType="tile"
        template="${origin}/wmts/topo/3006/{TileMatrix}/{TileRow}/{TileCol}.png"/>
    </Layer>
    <TileMatrixSet><ows:Identifier>3006</ows:Identifier>
      <ows:SupportedCRS>urn:ogc:def:crs:EPSG::3006</ows:SupportedCRS>
      ${matrices.join('\n')}
    </TileMatrixSet>
  </Contents>
</Capabilities>`;
}
