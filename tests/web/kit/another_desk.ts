import type { BodyOf, HeldOf, Kind } from '../../../clients/web/src/picture/held';
import { editable, forAll, newItem } from '../../../clients/web/src/picture/drafts';
import type { Id } from '../../../clients/web/src/picture/ids';
import type { Picture } from '../../../clients/web/src/picture/picture';
import { mustAccept, until, type Page } from './people';

/** Somebody who takes part in an incident beside the browsers: what they do, and what they hold. */
export class AnotherDesk {
  constructor(
    readonly page: Page,
    readonly incident: Id,
  ) {}

  get picture(): Picture | undefined {
    return this.page.client.incident(this.incident)?.picture;
  }

  /** For all to see. */
  async add<K extends Kind>(kind: K, body: BodyOf<K>): Promise<Id> {
    const { client } = this.page;
    const maker = client.maker(this.incident);
    const id = maker.newId();
    await mustAccept(client, maker.create(newItem({ id, kind, body, audience: forAll() })));
    return id;
  }

  async alter<K extends Kind>(kind: K, id: Id, change: (body: BodyOf<K>) => void): Promise<void> {
    const { client } = this.page;
    await until('the item', client, () => this.picture?.get(id) !== undefined);
    const held = this.picture?.get(id);
    const edited = held && editable(held.item);
    if (!edited || edited.body.case !== kind) throw new Error(`it is no ${kind}`);
    change(edited.body.value as BodyOf<K>);
    const command = client.maker(this.incident).revise(held, edited);
    if (command) await mustAccept(client, command);
  }

  /** Waits until one of the kind is here that fits. */
  async awaited<K extends Kind>(kind: K, fits: (held: HeldOf<K>) => boolean): Promise<HeldOf<K>> {
    const found = () => this.picture?.ofKind(kind).find(fits);
    await until(`a ${kind}`, this.page.client, () => found() !== undefined);
    const held = found();
    if (!held) throw new Error(`no ${kind}`);
    return held;
  }
}
