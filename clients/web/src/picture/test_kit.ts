// What the tests beside these modules build on: changes, batches and a server made of frames.
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  AcceptedSchema,
  CommandResultSchema,
  RejectionSchema,
  type RejectionCode,
} from '../gen/samlad/v1/command_pb';
import {
  BatchSchema,
  ClientFrameSchema,
  LimitsSchema,
  ServerFrameSchema,
  ServerMessageSchema,
  WatchingSchema,
  WelcomeSchema,
  type Batch,
} from '../gen/samlad/v1/frames_pb';
import { AudienceKind, ChangeSchema, ItemSchema, type Change } from '../gen/samlad/v1/log_pb';
import { Role } from '../gen/samlad/v1/registry_pb';
import { NoteKind, NoteSchema } from '../gen/samlad/v1/situation_pb';
import type { FromServer, ToServer } from './frames';
import { bytesOf, type Id } from './ids';
import type { Author } from './overlay';
import type { Ports, Socket, SocketEvents } from './ports';

/** The id that is all this byte. */
export function id(byte: number): Id {
  return byte.toString(16).padStart(2, '0').repeat(16) as Id;
}

export const INCIDENT = id(0x11);
export const ME: Author = { person: id(0xaa), actor: id(0xab), role: Role.DUTY_OFFICER };

/** A change that leaves a note with this text. */
export function noteChange(seq: number, item: Id, text = `${seq}`): Change {
  const body = create(NoteSchema, { kind: NoteKind.NOTE_OBSERVATION, text, actionAtMs: 1n });
  return create(ChangeSchema, {
    seq: BigInt(seq),
    commandId: bytesOf(id(seq % 256)),
    person: bytesOf(id(0xcc)),
    actor: bytesOf(id(0xcd)),
    role: Role.LOGGER,
    item: create(ItemSchema, {
      id: bytesOf(item),
      owner: bytesOf(ME.actor),
      audience: { kind: AudienceKind.ALL_PARTICIPANTS },
      body: { case: 'note', value: body },
    }),
  });
}

export interface BatchDraft {
  from: number;
  through: number;
  changes?: Change[];
  removed?: Id[];
  more?: boolean;
  reset?: boolean;
  replay?: number;
}

export function batch({ from, through, changes = [], removed = [], ...rest }: BatchDraft): Batch {
  return create(BatchSchema, {
    incident: bytesOf(INCIDENT),
    from: BigInt(from),
    through: BigInt(through),
    changes,
    removed: removed.map(bytesOf),
    ...rest,
  });
}

export function frameOf(...messages: FromServer[]): Uint8Array<ArrayBuffer> {
  const frame = create(ServerFrameSchema, {
    messages: messages.map((message) => create(ServerMessageSchema, { message })),
  });
  return new Uint8Array(toBinary(ServerFrameSchema, frame));
}

export function said(frames: readonly Uint8Array[]): ToServer[] {
  return frames.flatMap((bytes) =>
    fromBinary(ClientFrameSchema, bytes).messages.flatMap(({ message }) =>
      message.case ? [message] : [],
    ),
  );
}

export const welcome = (who: Author = ME): FromServer => ({
  case: 'welcome',
  value: create(WelcomeSchema, {
    person: bytesOf(who.person),
    actor: bytesOf(who.actor),
    role: who.role,
    serverTimeMs: 5_000_000n,
    tokenUntilMs: 5_000_000n + 3_600_000n,
    heartbeatIntervalMs: 10_000,
    limits: create(LimitsSchema, {
      frameBytesMax: 1_000_000,
      commandsInFlightMax: 1_000,
      commandsPerSecondMax: 100,
    }),
  }),
});

export const watching = (incident: Id, epoch: bigint, from: number): FromServer => ({
  case: 'watching',
  value: create(WatchingSchema, { incident: bytesOf(incident), epoch, from: BigInt(from) }),
});

export const accepted = (commandId: Uint8Array, seq: number): FromServer => ({
  case: 'result',
  value: create(CommandResultSchema, {
    commandId,
    incident: bytesOf(INCIDENT),
    outcome: {
      case: 'accepted',
      value: create(AcceptedSchema, { firstSeq: BigInt(seq), lastSeq: BigInt(seq) }),
    },
  }),
});

export const rejected = (
  commandId: Uint8Array,
  code: RejectionCode,
  rule: string,
  field = '',
): FromServer => ({
  case: 'result',
  value: create(CommandResultSchema, {
    commandId,
    incident: bytesOf(INCIDENT),
    outcome: { case: 'rejection', value: create(RejectionSchema, { code, rule, field }) },
  }),
});

/** A client's surroundings where nothing happens but what the test does. */
export class StillPorts implements Ports {
  ms = 1_000_000;
  sent: Uint8Array[] = [];
  events: SocketEvents | undefined;
  opened = 0;
  private timers: { run: () => void; atMs: number }[] = [];
  // Of no item that a test names.
  private counter = 0x30;

  openSocket(events: SocketEvents): Socket {
    this.events = events;
    this.opened++;
    return { send: (bytes) => void this.sent.push(bytes), close: () => (this.events = undefined) };
  }

  nowMs(): number {
    return this.ms;
  }

  setTimer(run: () => void, afterMs: number): () => void {
    const timer = { run, atMs: this.ms + afterMs };
    this.timers.push(timer);
    return () => (this.timers = this.timers.filter((other) => other !== timer));
  }

  random(): number {
    return 0.5;
  }

  randomBytes(count: number): Uint8Array {
    this.counter++;
    return new Uint8Array(count).fill(this.counter);
  }

  /** Lets time pass, with what is due in it. */
  pass(ms: number): void {
    const until = this.ms + ms;
    for (;;) {
      const next = this.timers
        .filter(({ atMs }) => atMs <= until)
        .sort((a, b) => a.atMs - b.atMs)[0];
      if (!next) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.ms = Math.max(this.ms, next.atMs);
      next.run();
    }
    this.ms = until;
  }

  /** What was sent since this was last asked. */
  take(): ToServer[] {
    return said(this.sent.splice(0));
  }
}
