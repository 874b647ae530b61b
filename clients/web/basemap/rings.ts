// Lines of positions to closed rings: joining pieces of shore, closing those that leave the region,
// measuring and smoothing.

export type Position = readonly [number, number];
export type Ring = Position[];

export interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

const keyOf = ([x, y]: Position) => `${Math.round(x * 1e4)},${Math.round(y * 1e4)}`;

const at = (line: readonly Position[], index: number): Position => {
  const position = line.at(index);
  if (position === undefined) throw new Error('a shore line without positions');
  return position;
};

/** In square degrees; positive when the ring runs counter-clockwise. */
export function signedArea(ring: readonly Position[]): number {
  let twice = 0;
  let [x0, y0] = at(ring, -1);
  for (const [x, y] of ring) {
    twice += (x0 - x) * (y0 + y);
    x0 = x;
    y0 = y;
  }
  return twice / 2;
}

export function boxOf(ring: readonly Position[]): Box {
  let west = Infinity;
  let south = Infinity;
  let east = -Infinity;
  let north = -Infinity;
  for (const [x, y] of ring) {
    west = Math.min(west, x);
    east = Math.max(east, x);
    south = Math.min(south, y);
    north = Math.max(north, y);
  }
  return { west, south, east, north };
}

export const overlap = (a: Box, b: Box): boolean =>
  a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;

export function contains(ring: readonly Position[], [x, y]: Position): boolean {
  let inside = false;
  let [x0, y0] = at(ring, -1);
  for (const [x1, y1] of ring) {
    if (y0 > y !== y1 > y && x < ((x1 - x0) * (y - y0)) / (y1 - y0) + x0) inside = !inside;
    x0 = x1;
    y0 = y1;
  }
  return inside;
}

/** Where on the edge of the box a position lies, counter-clockwise from its south-west corner. */
function alongEdge([x, y]: Position, box: Box): number {
  const width = box.east - box.west;
  const height = box.north - box.south;
  const toSouth = Math.abs(y - box.south);
  const toEast = Math.abs(x - box.east);
  const toNorth = Math.abs(y - box.north);
  const toWest = Math.abs(x - box.west);
  const nearest = Math.min(toSouth, toEast, toNorth, toWest);
  if (nearest === toSouth) return x - box.west;
  if (nearest === toEast) return width + (y - box.south);
  if (nearest === toNorth) return width + height + (box.east - x);
  return 2 * width + height + (box.north - y);
}

/** The positions to walk through from one place on the edge to another, counter-clockwise. They
 * stand close, since an edge that is straight in degrees is curved on the map. */
function edgeWalk(from: number, to: number, box: Box): Ring {
  const width = box.east - box.west;
  const height = box.north - box.south;
  const around = 2 * (width + height);
  const walk: Ring = [];
  const end = to > from ? to : to + around;
  for (let s = Math.floor(from * 2 + 1) / 2; s < end; s += 0.5) {
    const place = s % around;
    if (place < width) walk.push([box.west + place, box.south]);
    else if (place < width + height) walk.push([box.east, box.south + place - width]);
    else if (place < 2 * width + height)
      walk.push([box.east - (place - width - height), box.north]);
    else walk.push([box.west, box.north - (place - 2 * width - height)]);
  }
  return walk;
}

/** Joins pieces whose ends meet. Those that are closed are rings; the others leave the region. */
function joinPieces(pieces: readonly Ring[]): { rings: Ring[]; open: Ring[] } {
  const byStart = new Map(pieces.map((piece) => [keyOf(at(piece, 0)), piece]));
  const isContinued = new Set(
    pieces.map((piece) => keyOf(at(piece, -1))).filter((end) => byStart.has(end)),
  );
  const rings: Ring[] = [];
  const open: Ring[] = [];
  const follow = (first: Ring) => {
    const line: Ring = [];
    let next: Ring | undefined = first;
    while (next !== undefined) {
      byStart.delete(keyOf(at(next, 0)));
      // Not push(...next): a shore may have more positions than a call may have arguments.
      for (const position of next) line.push(position);
      next = byStart.get(keyOf(at(line, -1)));
    }
    (keyOf(at(line, 0)) === keyOf(at(line, -1)) ? rings : open).push(line);
  };
  // First what begins at the edge of the region, so that no line is entered in its middle.
  for (const piece of pieces) if (!isContinued.has(keyOf(at(piece, 0)))) follow(piece);
  for (const piece of pieces) if (byStart.get(keyOf(at(piece, 0))) === piece) follow(piece);
  return { rings, open };
}

/**
 * Rings from pieces of shore as they lie in the bins of GSHHG. All pieces run the same way around,
 * so what lies inside is on the same side of all; a line that leaves the region is continued along
 * the region's edge to where the next one comes in.
 */
export function ringsOfPieces(pieces: readonly Ring[], region: Box): Ring[] {
  const { rings, open } = joinPieces(pieces);
  const clockwise = rings.filter((ring) => signedArea(ring) < 0).length;
  if (clockwise * 2 > rings.length) for (const line of open) line.reverse();
  const waiting = open.map((line) => ({
    line,
    entry: alongEdge(at(line, 0), region),
    exit: alongEdge(at(line, -1), region),
  }));
  const around = 2 * (region.east - region.west + region.north - region.south);
  while (waiting.length > 0) {
    const first = waiting.shift();
    if (first === undefined) break;
    const ring = first.line;
    let exit = first.exit;
    for (;;) {
      const ahead = (entry: number) => (entry - exit + around) % around;
      const next = waiting.reduce<(typeof waiting)[number] | undefined>(
        (best, one) => (best === undefined || ahead(one.entry) < ahead(best.entry) ? one : best),
        undefined,
      );
      if (next === undefined || ahead(first.entry) < ahead(next.entry)) break;
      for (const position of edgeWalk(exit, next.entry, region)) ring.push(position);
      for (const position of next.line) ring.push(position);
      exit = next.exit;
      waiting.splice(waiting.indexOf(next), 1);
    }
    for (const position of edgeWalk(exit, first.entry, region)) ring.push(position);
    ring.push(at(ring, 0));
    rings.push(ring);
  }
  return rings;
}

/** Rounds the corners of a closed ring (Chaikin's corner cutting). */
export function smoothed(ring: readonly Position[], times: number): Ring {
  let current = ring.slice(0, -1);
  for (let i = 0; i < times; ++i) {
    const next: Ring = [];
    current.forEach(([x0, y0], index) => {
      const [x1, y1] = at(current, (index + 1) % current.length);
      next.push([x0 * 0.75 + x1 * 0.25, y0 * 0.75 + y1 * 0.25]);
      next.push([x0 * 0.25 + x1 * 0.75, y0 * 0.25 + y1 * 0.75]);
    });
    current = next;
  }
  current.push(at(current, 0));
  return current;
}
