import { zxyToTileId } from 'pmtiles';

/** A tile of an archive: zoom, column, row, and its bytes. */
export type ArchivedTile = readonly [z: number, x: number, y: number, bytes: Uint8Array];

const HEADER_BYTES = 127;
const UNCOMPRESSED = 1;
const PNG = 2;

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return [...bytes, rest];
}

/** A PMTiles archive of version 3 with PNG tiles, none of it compressed. */
export function pmtilesFile(tiles: readonly ArchivedTile[]): Buffer {
  const entries = tiles
    .map(([z, x, y, bytes]) => ({ id: zxyToTileId(z, x, y), bytes }))
    .sort((a, b) => a.id - b.id);
  const offsets: number[] = [];
  let length = 0;
  for (const { bytes } of entries) {
    offsets.push(length);
    length += bytes.length;
  }
  // Column by column: ids as differences, run lengths, lengths, offsets and one.
  const directory = Buffer.from([
    ...varint(entries.length),
    ...entries.flatMap(({ id }, i) => varint(id - (entries[i - 1]?.id ?? 0))),
    ...entries.flatMap(() => varint(1)),
    ...entries.flatMap(({ bytes }) => varint(bytes.length)),
    ...offsets.flatMap((offset) => varint(offset + 1)),
  ]);
  const metadata = Buffer.from('{}');
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('PMTiles', 'latin1');
  header[7] = 3;
  const metadataAt = HEADER_BYTES + directory.length;
  const dataAt = metadataAt + metadata.length;
  const places = [
    HEADER_BYTES,
    directory.length,
    metadataAt,
    metadata.length,
    0,
    0,
    dataAt,
    length,
  ];
  const counts = [entries.length, entries.length, entries.length];
  [...places, ...counts].forEach((value, i) => header.writeBigUInt64LE(BigInt(value), 8 + 8 * i));
  const zooms = tiles.map(([z]) => z);
  header.set([1, UNCOMPRESSED, UNCOMPRESSED, PNG, Math.min(...zooms), Math.max(...zooms)], 96);
  const E7 = 1e7;
  [-180 * E7, -85 * E7, 180 * E7, 85 * E7].forEach((value, i) =>
    header.writeInt32LE(value, 102 + 4 * i),
  );
  return Buffer.concat([header, directory, metadata, ...entries.map(({ bytes }) => bytes)]);
}
