import { clone, ScalarType } from '@bufbuild/protobuf';
import { reflect } from '@bufbuild/protobuf/reflect';
import { CommandSchema, type Command, type Rejection } from '../gen/samlad/v1/command_pb';
import { ItemSchema, type Item } from '../gen/samlad/v1/log_pb';
import { bytesOf, type Id } from './ids';

/**
 * A refused command as the person would have it instead, under a new id: a refusal is kept by the
 * server and would be given again (R35). `text` is the reason that was missing; it goes where the
 * rejection's path says. A stale revision is put on top of the item as it is now (R39), which the
 * person has been shown.
 */
export function mended(refused: Command, rejection: Rejection, text: string, id: Id): Command {
  const command = clone(CommandSchema, refused);
  command.commandId = bytesOf(id);
  const { verb } = command;
  if (verb.case === 'revise' && rejection.current) verb.value.baseSeq = rejection.current.seq;
  if (text === '') return command;
  const [outer, holder, body, field, ...rest] = rejection.field.split('.');
  const path = body && field && rest.length === 0 ? { body, field } : undefined;
  if (
    path &&
    verb.case === 'create' &&
    outer === 'create' &&
    holder === 'item' &&
    verb.value.item
  ) {
    if (setText(verb.value.item, path, text)) return command;
  }
  if (path && verb.case === 'revise' && outer === 'revise' && holder === 'to' && verb.value.to) {
    if (setText(verb.value.to, path, text)) {
      const name = `${path.body}.${path.field}`;
      if (!verb.value.fields.includes(name)) verb.value.fields.push(name);
      return command;
    }
  }
  command.reason = text;
  return command;
}

function setText(item: Item, path: { body: string; field: string }, text: string): boolean {
  const whole = reflect(ItemSchema, item);
  const body = ItemSchema.fields.find(({ name }) => name === path.body);
  if (body?.fieldKind !== 'message' || !whole.isSet(body)) return false;
  const field = body.message.fields.find(({ name }) => name === path.field);
  if (field?.fieldKind !== 'scalar' || field.scalar !== ScalarType.STRING) return false;
  whole.get(body).set(field, text);
  return true;
}
