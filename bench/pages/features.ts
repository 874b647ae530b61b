import { create } from '@bufbuild/protobuf';
import type { Command } from '../../clients/web/src/gen/samlad/v1/command_pb';
import {
  FeatureCategory,
  FeatureSchema,
  GeometryType,
  InformationCredibility,
  SourceReliability,
} from '../../clients/web/src/gen/samlad/v1/situation_pb';
import type { PendingCommand } from '../../clients/web/src/picture/commands';
import type { Client } from '../../clients/web/src/picture/client';
import { editable, forAll, newItem } from '../../clients/web/src/picture/drafts';
import { isKind, type Held, type HeldOf } from '../../clients/web/src/picture/held';
import type { Id } from '../../clients/web/src/picture/ids';
import { isOwn } from '../../clients/web/src/picture/item_rights';
import type { Chance } from '../../tests/web/kit/chance';
import { until } from '../../tests/web/kit/people';

/** Four counties: west, south, east, north in degrees WGS 84. */
const AREA = { west: 14.5, south: 58.8, east: 18.5, north: 61 };
const ANSWERS_MS_MAX = 60_000;
const CATEGORIES = 10;
const RATINGS = 6;

function anyPosition(chance: Chance): [number, number] {
  const { west, south, east, north } = AREA;
  return [west + chance.fraction() * (east - west), south + chance.fraction() * (north - south)];
}

/** Most are points, as in a real picture; one in ten is a line, and one in ten an area. */
function anyGeometry(chance: Chance) {
  const [lon, lat] = anyPosition(chance);
  const shape = chance.below(10);
  if (shape > 1) return { type: GeometryType.POINT, coordinates: [lon, lat] };
  const corners = 12;
  const around = Array.from({ length: corners }, (_, corner) => {
    const angle = (2 * Math.PI * corner) / corners;
    const reach = 0.01 + 0.02 * chance.fraction();
    return [lon + 2 * reach * Math.cos(angle), lat + reach * Math.sin(angle)];
  }).flat();
  if (shape === 0) return { type: GeometryType.LINE_STRING, coordinates: around };
  // The ring is closed.
  const ring = [...around, ...around.slice(0, 2)];
  return { type: GeometryType.POLYGON, coordinates: ring, ends: [corners + 1] };
}

function anyFeature(client: Client, incident: Id, chance: Chance, number: number): Command {
  const maker = client.maker(incident);
  const nowMs = BigInt(client.clock.now());
  const body = create(FeatureSchema, {
    title: `Iakttagelse ${number}`,
    text: 'Rök öster om vägen, tillfarten är fri.',
    category: (1 + chance.below(CATEGORIES)) as FeatureCategory,
    geometry: anyGeometry(chance),
    uncertaintyM: chance.happens(0.2) ? 500 : 0,
    source: 'Patrull',
    reliability: (1 + chance.below(RATINGS)) as SourceReliability,
    credibility: (1 + chance.below(RATINGS)) as InformationCredibility,
    observedAtMs: nowMs - BigInt(chance.below(3_600_000)),
    reportedAtMs: nowMs,
  });
  return maker.create(newItem({ id: maker.newId(), kind: 'feature', body, audience: forAll() }));
}

/** Each writer adds its share; done when all are confirmed. */
export async function addFeatures(
  writers: readonly Client[],
  incident: Id,
  count: number,
  chance: Chance,
): Promise<void> {
  for (let number = 0; number < count; number++) {
    const client = writers[number % writers.length];
    client?.send(anyFeature(client, incident, chance, number));
  }
  await settle(writers);
}

/** Until the server has answered everything; what it refused is a mistake of this benchmark. */
export async function settle(writers: readonly Client[]): Promise<void> {
  const isWaiting = ({ state }: PendingCommand) => state.kind === 'waiting';
  for (const client of writers) {
    await until('all answers', client, () => !client.commands().some(isWaiting), ANSWERS_MS_MAX);
    for (const { state } of client.commands())
      if (state.kind === 'refused') throw new Error(`refused: ${state.rejection.message}`);
  }
}

/** The writer's own points: what it may move. */
export function ownPoints(client: Client, incident: Id): Held[] {
  const held = client.incident(incident)?.picture.ofKind('feature') ?? [];
  const isPoint = (feature: HeldOf<'feature'>) =>
    feature.body.geometry?.type === GeometryType.POINT;
  return held.filter((feature) => isPoint(feature) && isOwn(feature, client.author));
}

/** Moves the feature some hundred metres, as a vehicle moves between two reports. */
export function move(
  client: Client,
  incident: Id,
  held: Held,
  chance: Chance,
): Command | undefined {
  const edited = editable(held.item);
  if (!isKind(held, 'feature') || edited.body.case !== 'feature') return undefined;
  const at = edited.body.value.geometry?.coordinates;
  if (at?.[0] === undefined || at[1] === undefined) return undefined;
  at[0] += 0.004 * (chance.fraction() - 0.5);
  at[1] += 0.002 * (chance.fraction() - 0.5);
  return client.maker(incident).revise(held, edited);
}
