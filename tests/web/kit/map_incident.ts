import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  FeatureCategory,
  FeatureSchema,
  GeometrySchema,
  GeometryType,
  type Feature,
} from '../../../clients/web/src/gen/samlad/v1/situation_pb';
import type { Client } from '../../../clients/web/src/picture/client';
import { editable, newItem } from '../../../clients/web/src/picture/drafts';
import type { Held, HeldOf } from '../../../clients/web/src/picture/held';
import type { Id } from '../../../clients/web/src/picture/ids';
import { openIncident } from '../replica/script';
import { makePeople, mustAccept, openPage, until } from './people';
import type { SamladProcess } from './samlad_process';

/** An incident with several actors in it, and a client of each to put features on its map. */
export class MapIncident {
  private constructor(
    readonly id: Id,
    readonly clients: readonly Client[],
  ) {}

  static async open(server: SamladProcess, names: readonly string[]): Promise<MapIncident> {
    const people = await makePeople(server, names);
    const pages = await Promise.all(people.map((who, at) => openPage(server, who, 40 + at)));
    const clients = pages.map(({ client }) => client);
    const [lead, ...others] = clients;
    if (!lead) throw new Error('nobody is there');
    return new MapIncident(await openIncident(lead, others), clients);
  }

  /** Of the first actor, unless it is said whose. Positions are lon, lat, lon, lat ... */
  async add(
    title: string,
    coordinates: readonly number[],
    more: MessageInitShape<typeof FeatureSchema> = {},
    by = 0,
  ): Promise<Id> {
    const client = this.clients[by];
    if (!client) throw new Error(`there is no actor ${by}`);
    const maker = client.maker(this.id);
    const id = maker.newId();
    const type = coordinates.length === 2 ? GeometryType.POINT : GeometryType.LINE_STRING;
    const body = create(FeatureSchema, {
      title,
      category: FeatureCategory.OBSERVATION,
      geometry: create(GeometrySchema, { type, coordinates: [...coordinates] }),
      ...more,
    });
    await mustAccept(client, maker.create(newItem({ id, kind: 'feature', body })));
    return id;
  }

  /** A point of the first actor. */
  async move(id: Id, [lon, lat]: readonly [number, number]): Promise<void> {
    const [client] = this.clients;
    if (!client) throw new Error('nobody is there');
    const held = () => client.incident(this.id)?.picture.get(id);
    await until('the feature', client, () => held() !== undefined);
    const before = held();
    const edited = before && editable(before.item);
    if (edited?.body.case !== 'feature') throw new Error('it is no feature');
    edited.body.value.geometry = create(GeometrySchema, {
      type: GeometryType.POINT,
      coordinates: [lon, lat],
    });
    const command = client.maker(this.id).revise(before as Held, edited);
    if (command) await mustAccept(client, command);
  }

  /** The feature of that title, when it is there and as it should be. */
  async feature(
    title: string,
    holds: (feature: Feature) => boolean = () => true,
  ): Promise<Feature> {
    const [client] = this.clients;
    if (!client) throw new Error('nobody is there');
    const found = (): HeldOf<'feature'> | undefined =>
      client
        .incident(this.id)
        ?.picture.ofKind('feature')
        .find(({ body }) => body.title === title && holds(body));
    await until(`a feature ${title}`, client, () => found() !== undefined);
    return (found() as HeldOf<'feature'>).body;
  }

  async leave(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.stop()));
  }
}
