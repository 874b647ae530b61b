import { clone } from '@bufbuild/protobuf';
import {
  CommandSchema,
  RejectionCode,
  type Command,
  type CommandResult,
  type Rejection,
} from '../gen/samlad/v1/command_pb';
import type { Limits } from '../gen/samlad/v1/frames_pb';
import type { Outgoing } from './frames';
import { idOf, type Id } from './ids';

/** What has become of a command. A refused one is kept, with its text, until the person lets it go. */
export type CommandState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'accepted'; readonly lastSeq: bigint }
  | { readonly kind: 'refused'; readonly rejection: Rejection };

export interface PendingCommand {
  readonly id: Id;
  readonly incident: Id;
  readonly command: Command;
  /** The client's clock. */
  readonly madeAtMs: number;
  readonly state: CommandState;
}

export interface CommandBounds {
  /** Sent and not answered; the server's own limit holds too. */
  readonly inFlightMax: number;
  /** Kept, whatever became of them. */
  readonly pendingMax: number;
  /** After BUSY or TOO_FAST nothing is sent for this long. */
  readonly busyPauseMs: number;
}

export const COMMAND_BOUNDS: CommandBounds = {
  inFlightMax: 64,
  pendingMax: 10_000,
  busyPauseMs: 100,
};

/** A change of what waits, for whoever keeps it over the end of the page. */
export interface CommandChange {
  readonly pending: PendingCommand;
  /** Settled, or let go by the person. */
  readonly gone: boolean;
}

interface Entry {
  pending: PendingCommand;
  inFlight: boolean;
}

/** The item that a command makes or alters, as far as the command names one. */
export function targetOf(command: Command): Id | undefined {
  const { case: verb, value } = command.verb;
  if (verb === 'create') return value.item ? idOf(value.item.id) : undefined;
  if (verb === 'revise') return idOf(value.item);
  if (verb === 'openIncident') return idOf(command.incident);
  if (verb === 'attend' || verb === 'speak') return idOf(value.conference);
  return undefined;
}

/**
 * Commands that wait for their answer, first first. Each is sent, and sent again on every new
 * connection and after BUSY or TOO_FAST, always under the same id, until it is answered; the
 * server's idempotence makes that one effect (R35, P3). One that was accepted stays until the
 * picture has come to where it took effect (R36), so that nothing flickers.
 */
export class PendingCommands {
  private readonly entries = new Map<Id, Entry>();
  private snapshot: readonly PendingCommand[] | undefined;
  private inFlight = 0;
  private inFlightMax = 0;
  // The server's rate: a bucket as deep as one second.
  private perSecond = 0;
  private tokens = 0;
  private tokensAtMs = 0;
  private notBeforeMs = 0;

  constructor(
    private readonly bounds: CommandBounds,
    private readonly changed: (change: CommandChange) => void,
  ) {}

  /** In the order in which they were made. The same array until something changes. */
  list(): readonly PendingCommand[] {
    this.snapshot ??= [...this.entries.values()].map((entry) => entry.pending);
    return this.snapshot;
  }

  get(id: Id): PendingCommand | undefined {
    return this.entries.get(id)?.pending;
  }

  /** False if too much waits, or the id waits already. */
  add(made: Command, madeAtMs: number): boolean {
    const id = idOf(made.commandId);
    if (this.entries.size >= this.bounds.pendingMax || this.entries.has(id)) return false;
    let command = made;
    for (const { pending } of this.entries.values()) command = rebased(command, pending);
    const pending: PendingCommand = {
      id,
      incident: idOf(command.incident),
      command,
      madeAtMs,
      state: { kind: 'waiting' },
    };
    this.put(id, { pending, inFlight: false });
    return true;
  }

  /** Takes up what an earlier page kept. What waits already is not replaced. */
  restore(kept: readonly PendingCommand[]): void {
    for (const pending of kept) {
      if (!this.entries.has(pending.id)) this.entries.set(pending.id, { pending, inFlight: false });
    }
    this.snapshot = undefined;
  }

  /** The person lets a refused command go, or takes back one that was never sent. */
  discard(id: Id): boolean {
    const entry = this.entries.get(id);
    if (!entry || entry.inFlight || entry.pending.state.kind === 'accepted') return false;
    this.remove(id, entry);
    return true;
  }

  onConnectionLost(): void {
    for (const entry of this.entries.values()) entry.inFlight = false;
    this.inFlight = 0;
    this.notBeforeMs = 0;
  }

  onWelcome(limits: Limits | undefined, nowMs: number): void {
    const told = limits?.commandsInFlightMax ?? 0;
    this.inFlightMax = told > 0 ? Math.min(told, this.bounds.inFlightMax) : this.bounds.inFlightMax;
    this.perSecond = limits?.commandsPerSecondMax ?? 0;
    this.tokens = this.perSecond;
    this.tokensAtMs = nowMs;
  }

  /** Adds what may be sent now. Returns the ids of those that no frame can hold. */
  appendTo(outgoing: Outgoing, nowMs: number): Id[] {
    const tooLarge: Id[] = [];
    const held = new Set<Id>();
    const opening = new Set<Id>();
    for (const [id, entry] of this.entries) {
      if (entry.pending.state.kind !== 'waiting') continue;
      const target = targetOf(entry.pending.command);
      // What builds on an item, or on a log, waits for the answer to what came before it.
      const { incident } = entry.pending;
      const waits = opening.has(incident) || (target !== undefined && held.has(target));
      if (target !== undefined) held.add(target);
      if (entry.pending.command.verb.case === 'openIncident') opening.add(incident);
      if (entry.inFlight || waits) continue;
      if (nowMs < this.notBeforeMs || this.inFlight >= this.inFlightMax) break;
      if (!this.takeToken(nowMs)) break;
      if (outgoing.add({ case: 'command', value: entry.pending.command })) {
        entry.inFlight = true;
        this.inFlight++;
      } else {
        tooLarge.push(id);
      }
    }
    return tooLarge;
  }

  /** The one answer to a command (R34). False if it is none that waits, or says: not now. */
  onResult(result: CommandResult, nowMs: number): boolean {
    const id = idOf(result.commandId);
    const entry = this.entries.get(id);
    if (!entry || entry.pending.state.kind !== 'waiting') return false;
    if (entry.inFlight) this.inFlight--;
    entry.inFlight = false;
    const { outcome } = result;
    if (outcome.case === 'rejection') {
      const { code } = outcome.value;
      if (code === RejectionCode.BUSY || code === RejectionCode.TOO_FAST) {
        this.notBeforeMs = nowMs + this.bounds.busyPauseMs;
        return false;
      }
      this.refuse(id, outcome.value);
      return true;
    }
    const lastSeq = outcome.case === 'accepted' ? outcome.value.lastSeq : 0n;
    entry.pending = { ...entry.pending, state: { kind: 'accepted', lastSeq } };
    this.put(id, entry);
    this.rebaseFollowers(entry.pending);
    return true;
  }

  refuse(id: Id, rejection: Rejection): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    entry.pending = { ...entry.pending, state: { kind: 'refused', rejection } };
    this.put(id, entry);
  }

  /** The picture of the incident has come to `position`: what was accepted up to there is in it. */
  settle(incident: Id, position: bigint): void {
    for (const [id, entry] of this.entries) {
      const { pending } = entry;
      if (pending.incident !== incident || pending.state.kind !== 'accepted') continue;
      if (pending.state.lastSeq <= position) this.remove(id, entry);
    }
  }

  /** When there is something to send that may not be sent yet; undefined if nothing waits for time. */
  dueAtMs(nowMs: number): number | undefined {
    if (this.notBeforeMs <= nowMs || this.inFlight >= this.inFlightMax) return undefined;
    const unsent = this.list().some(
      (pending) => pending.state.kind === 'waiting' && !this.entries.get(pending.id)?.inFlight,
    );
    return unsent ? this.notBeforeMs : undefined;
  }

  private rebaseFollowers(accepted: PendingCommand): void {
    for (const [id, entry] of this.entries) {
      if (entry.pending.state.kind !== 'waiting' || entry.inFlight) continue;
      const command = rebased(entry.pending.command, accepted);
      if (command === entry.pending.command) continue;
      entry.pending = { ...entry.pending, command };
      this.put(id, entry);
    }
  }

  private takeToken(nowMs: number): boolean {
    if (this.perSecond <= 0) return true;
    const refill = ((nowMs - this.tokensAtMs) * this.perSecond) / 1000;
    this.tokens = Math.min(this.perSecond, this.tokens + refill);
    this.tokensAtMs = nowMs;
    if (this.tokens < 1) {
      this.notBeforeMs = nowMs + Math.ceil(((1 - this.tokens) * 1000) / this.perSecond);
      return false;
    }
    this.tokens -= 1;
    return true;
  }

  private put(id: Id, entry: Entry): void {
    this.entries.set(id, entry);
    this.snapshot = undefined;
    this.changed({ pending: entry.pending, gone: false });
  }

  private remove(id: Id, entry: Entry): void {
    this.entries.delete(id);
    this.snapshot = undefined;
    this.changed({ pending: entry.pending, gone: true });
  }
}

// A person who goes on editing what the picture does not hold yet builds on their own edit. Where a
// later revision sets only fields that the accepted one set too, nobody else can have been in
// between, so it may rest on that; else its base stays, and R39 does what it is for.
function rebased(command: Command, accepted: PendingCommand): Command {
  if (accepted.state.kind !== 'accepted' || command.verb.case !== 'revise') return command;
  const { lastSeq } = accepted.state;
  if (
    idOf(command.incident) !== accepted.incident ||
    targetOf(command) !== targetOf(accepted.command)
  )
    return command;
  if (command.verb.value.baseSeq >= lastSeq || !covers(accepted.command, command.verb.value.fields))
    return command;
  const moved = clone(CommandSchema, command);
  if (moved.verb.case === 'revise') moved.verb.value.baseSeq = lastSeq;
  return moved;
}

function covers(command: Command, fields: readonly string[]): boolean {
  if (command.verb.case === 'create') return true;
  if (command.verb.case !== 'revise') return false;
  const set = command.verb.value.fields;
  return fields.every((field) => set.includes(field));
}
