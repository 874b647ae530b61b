import type { Change, Item } from '../gen/samlad/v1/log_pb';
import { idOf, type Id } from './ids';

type Body = Item['body'];

/** The kinds of items that this client's schema knows, by their names in it. */
export type Kind = NonNullable<Body['case']>;
export type BodyOf<K extends Kind> = Extract<Body, { case: K }>['value'];

/**
 * An item as its last change left it. `kind` is undefined for an item of a kind that only a newer
 * server knows: it is kept and counted, and shown as what it is.
 */
export interface Held {
  readonly id: Id;
  readonly change: Change;
  readonly item: Item;
  readonly kind: Kind | undefined;
}

/** The same, of one kind. */
export interface HeldOf<K extends Kind> extends Held {
  readonly kind: K;
  readonly body: BodyOf<K>;
}

/** Undefined if the change has no item with an id. */
export function hold(change: Change): Held | undefined {
  const item = change.item;
  if (!item || item.id.length !== 16) return undefined;
  const { case: kind, value } = item.body;
  const held = { id: idOf(item.id), change, item, kind };
  return value === undefined ? held : Object.assign(held, { body: value });
}

export function isKind<K extends Kind>(held: Held | undefined, kind: K): held is HeldOf<K> {
  return held?.kind === kind;
}
