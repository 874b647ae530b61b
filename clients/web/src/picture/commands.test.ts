import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { OpenIncidentSchema, RejectionCode, type Command } from '../gen/samlad/v1/command_pb';
import { COMMAND_BOUNDS, PendingCommands, type CommandChange } from './commands';
import { CommandMaker, editable, newItem } from './drafts';
import { Outgoing } from './frames';
import { hold } from './held';
import { idOf, type Id } from './ids';
import { accepted, id, INCIDENT, noteChange, rejected, said, welcome } from './test_kit';

let counter = 0;
const maker = new CommandMaker(INCIDENT, () => id(++counter % 256));

function newNote(item: Id = maker.newId()): Command {
  const body = noteChange(1, item).item?.body;
  if (body?.case !== 'note') throw new Error('no note');
  return maker.create(newItem({ id: item, kind: 'note', body: body.value }));
}

function strike(seq: number, item: Id, reason = 'fel'): Command {
  const base = hold(noteChange(seq, item));
  if (!base) throw new Error('no item');
  const edited = editable(base.item);
  if (edited.body.case === 'note') edited.body.value.struckReason = reason;
  const command = maker.revise(base, edited);
  if (!command) throw new Error('nothing changed');
  return command;
}

function setup(inFlightMax = 64) {
  const changes: CommandChange[] = [];
  const commands = new PendingCommands({ ...COMMAND_BOUNDS, inFlightMax }, (change) =>
    changes.push(change),
  );
  const greeting = welcome();
  if (greeting.case === 'welcome') commands.onWelcome(greeting.value.limits, 0);
  const sendAll = (nowMs = 0): Id[] => {
    const outgoing = new Outgoing(1_000_000);
    commands.appendTo(outgoing, nowMs);
    return said(outgoing.take()).map((message) =>
      message.case === 'command' ? idOf(message.value.commandId) : id(0),
    );
  };
  const answer = (message: ReturnType<typeof accepted>, nowMs = 0) =>
    message.case === 'result' && commands.onResult(message.value, nowMs);
  return { commands, changes, sendAll, answer };
}

describe('pending commands', () => {
  test('R35: are sent again under the same id on a new connection until they are answered', () => {
    const { commands, sendAll, answer } = setup();
    const command = newNote();
    commands.add(command, 1);
    const first = sendAll();
    expect(sendAll()).toEqual([]);
    commands.onConnectionLost();
    expect(sendAll()).toEqual(first);
    answer(accepted(command.commandId, 3));
    commands.onConnectionLost();
    expect(sendAll()).toEqual([]);
  });

  test('R35: BUSY and TOO_FAST are no answer; it is sent again in a moment', () => {
    const { commands, sendAll, answer } = setup();
    const command = newNote();
    commands.add(command, 1);
    sendAll();
    expect(answer(rejected(command.commandId, RejectionCode.BUSY, 'room.busy'), 1_000)).toBe(false);
    expect(sendAll(1_050)).toEqual([]);
    expect(commands.dueAtMs(1_050)).toBe(1_100);
    expect(sendAll(1_100)).toEqual([idOf(command.commandId)]);
  });

  test('R36: an accepted one settles when the picture has come to it, and not before', () => {
    const { commands, sendAll, answer } = setup();
    const command = newNote();
    commands.add(command, 1);
    sendAll();
    answer(accepted(command.commandId, 7));
    commands.settle(INCIDENT, 6n);
    expect(commands.list().length).toBe(1);
    commands.settle(INCIDENT, 7n);
    expect(commands.list()).toEqual([]);
  });

  test('a refused one is kept with its text until the person lets it go', () => {
    const { commands, sendAll, answer } = setup();
    const command = newNote();
    commands.add(command, 1);
    sendAll();
    answer(rejected(command.commandId, RejectionCode.NOT_ALLOWED, 'role.not-allowed'));
    commands.settle(INCIDENT, 99n);
    commands.onConnectionLost();
    expect(sendAll()).toEqual([]);
    expect(commands.list()[0]?.state.kind).toBe('refused');
    expect(commands.list()[0]?.command).toBe(command);
    expect(commands.discard(idOf(command.commandId))).toBe(true);
    expect(commands.list()).toEqual([]);
  });

  test('R38: no more are in flight than either side allows, and no more a second', () => {
    const few = setup(3);
    for (let i = 0; i < 5; i++) few.commands.add(newNote(), i);
    expect(few.sendAll().length).toBe(3);
    const many = setup(1_000);
    for (let i = 0; i < 200; i++) many.commands.add(newNote(id(i)), i);
    const burst = many.sendAll(0).length;
    expect(burst).toBeLessThanOrEqual(100);
    expect(many.commands.dueAtMs(0)).toBeGreaterThan(0);
  });

  test('what builds on an item waits for the answer to what came before it', () => {
    const { commands, sendAll, answer } = setup();
    const made = newNote(id(0x77));
    const struck = strike(0, id(0x77));
    commands.add(made, 1);
    commands.add(struck, 2);
    expect(sendAll()).toEqual([idOf(made.commandId)]);
    answer(accepted(made.commandId, 12));
    expect(sendAll()).toEqual([idOf(struck.commandId)]);
    const sent = commands.get(idOf(struck.commandId))?.command;
    expect(sent?.verb.case === 'revise' && sent.verb.value.baseSeq).toBe(12n);
  });

  test('R41: what is written in a log that is only being opened waits until it is', () => {
    const { commands, sendAll, answer } = setup();
    const open = maker.verb({ case: 'openIncident', value: create(OpenIncidentSchema) });
    const note = newNote(id(0x62));
    commands.add(open, 1);
    commands.add(note, 2);
    expect(sendAll()).toEqual([idOf(open.commandId)]);
    answer(accepted(open.commandId, 2));
    expect(sendAll()).toEqual([idOf(note.commandId)]);
  });

  test('R39: who edits the same field again builds on their own edit; of other fields the base stays', () => {
    const { commands, sendAll, answer } = setup();
    const first = strike(5, id(0x78), 'fel');
    commands.add(first, 1);
    sendAll();
    answer(accepted(first.commandId, 9));
    const again = strike(5, id(0x78), 'helt fel');
    commands.add(again, 2);
    const kept = commands.get(idOf(again.commandId))?.command;
    expect(kept?.verb.case === 'revise' && kept.verb.value.baseSeq).toBe(9n);
    const other = strike(5, id(0x78));
    if (other.verb.case === 'revise') other.verb.value.fields = ['audience'];
    commands.add(other, 3);
    const untouched = commands.get(idOf(other.commandId))?.command;
    expect(untouched?.verb.case === 'revise' && untouched.verb.value.baseSeq).toBe(5n);
  });

  test('tells of every change, for whoever keeps them', () => {
    const { commands, changes, sendAll, answer } = setup();
    const command = newNote();
    commands.add(command, 1);
    sendAll();
    answer(accepted(command.commandId, 2));
    commands.settle(INCIDENT, 2n);
    expect(changes.map(({ pending, gone }) => [pending.state.kind, gone])).toEqual([
      ['waiting', false],
      ['accepted', false],
      ['accepted', true],
    ]);
  });
});
