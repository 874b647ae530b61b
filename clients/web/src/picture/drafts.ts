import { clone, create } from '@bufbuild/protobuf';
import {
  CommandSchema,
  type Attend,
  type Command,
  type OpenIncident,
  type SetPassword,
  type SetClock,
  type Speak,
  type TransferMandate,
} from '../gen/samlad/v1/command_pb';
import {
  AudienceKind,
  AudienceSchema,
  ItemSchema,
  type Audience,
  type Item,
} from '../gen/samlad/v1/log_pb';
import { AccountSchema } from '../gen/samlad/v1/registry_pb';
import { type BodyOf, type Held, type Kind } from './held';
import { bytesOf, idOf, type Id } from './ids';
import { changedPaths, onlyFields } from './paths';

/** Makes the ids of new items and commands: 16 random bytes (R5). */
export type NewId = () => Id;

export function newId(randomBytes: (count: number) => Uint8Array): Id {
  return idOf(randomBytes(16));
}

export const forAll = (): Audience =>
  create(AudienceSchema, { kind: AudienceKind.ALL_PARTICIPANTS });
export const ownOnly = (): Audience => create(AudienceSchema, { kind: AudienceKind.OWN_ACTOR });
export const forActors = (actors: readonly Id[]): Audience =>
  create(AudienceSchema, { kind: AudienceKind.NAMED_ACTORS, actors: actors.map(bytesOf) });

export interface NewItem<K extends Kind = Kind> {
  readonly id: Id;
  readonly kind: K;
  readonly body: BodyOf<K>;
  readonly audience?: Audience;
  readonly fictional?: boolean;
}

export function newItem<K extends Kind>(draft: NewItem<K>): Item {
  const item = create(ItemSchema, {
    id: bytesOf(draft.id),
    fictional: draft.fictional ?? false,
  });
  if (draft.audience) item.audience = draft.audience;
  item.body = { case: draft.kind, value: draft.body } as Item['body'];
  return item;
}

/** The verbs that name no item of the picture, or alter one in their own way. */
export type OtherVerb =
  | { case: 'attend'; value: Attend }
  | { case: 'speak'; value: Speak }
  | { case: 'setClock'; value: SetClock }
  | { case: 'transferMandate'; value: TransferMandate }
  | { case: 'openIncident'; value: OpenIncident }
  | { case: 'setPassword'; value: SetPassword };

/** For a log: makes commands with fresh ids. A command is sent again as it is, never made again. */
export class CommandMaker {
  constructor(
    private readonly incident: Id,
    readonly newId: NewId,
  ) {}

  create(item: Item, reason = ''): Command {
    return this.command({ case: 'create', value: { $typeName: 'samlad.v1.Create', item } }, reason);
  }

  /**
   * Sets what the person changed: `edited` is a copy of `base.item`, altered (see `editable`).
   * Undefined if they differ in nothing. Pass the item as the person had it in front of them, not
   * as it is now: R39 rests on it.
   */
  revise(base: Held, edited: Item, reason = ''): Command | undefined {
    const fields = changedPaths(base.item, edited);
    if (fields.length === 0) return undefined;
    return this.command(
      {
        case: 'revise',
        value: {
          $typeName: 'samlad.v1.Revise',
          item: base.item.id,
          baseSeq: base.change.seq,
          fields,
          to: onlyFields(edited, fields),
        },
      },
      reason,
    );
  }

  /**
   * Alters an account, which is in nobody's sight (R33): what it rests on is the registry as it is,
   * and what the person sets.
   */
  reviseAccount(
    account: Id,
    baseSeq: bigint,
    change: { login?: string; disabled?: boolean },
    reason = '',
  ): Command {
    const to = newItem({ id: account, kind: 'account', body: create(AccountSchema, change) });
    const fields = Object.keys(change).map((field) => `account.${field}`);
    return this.command(
      {
        case: 'revise',
        value: { $typeName: 'samlad.v1.Revise', item: bytesOf(account), baseSeq, fields, to },
      },
      reason,
    );
  }

  verb(verb: OtherVerb, reason = ''): Command {
    return this.command(verb, reason);
  }

  private command(verb: Command['verb'], reason: string): Command {
    const command = create(CommandSchema, {
      commandId: bytesOf(this.newId()),
      incident: bytesOf(this.incident),
      reason,
    });
    command.verb = verb;
    return command;
  }
}

/** A copy that may be altered and given to `CommandMaker.revise`. */
export function editable(item: Item): Item {
  return clone(ItemSchema, item);
}
