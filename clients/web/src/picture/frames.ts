import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Unzlib } from 'fflate';
import {
  ClientFrameSchema,
  ClientMessageSchema,
  ServerFrameSchema,
  type ClientMessage,
  type ServerMessage,
} from '../gen/samlad/v1/frames_pb';

/** The subprotocol that these frames are of (R1, R2). */
export const SUBPROTOCOL = 'samlad.v1.proto';

/** As ClientFrame.messages in the schema. */
const MESSAGES_MAX = 1000;

/** Of one compressed frame: a chunk of a picture, of which 64 KiB and one item more are many. */
export const INFLATED_BYTES_MAX = 8 * 1024 * 1024;
// So that what comes out of one step stays small: at most a thousand times as much.
const STEP_BYTES = 16 * 1024;

export type ToServer = Exclude<ClientMessage['message'], { case: undefined }>;
export type FromServer = ServerMessage['message'];

export type Decoded =
  | { readonly kind: 'messages'; readonly messages: readonly FromServer[] }
  | { readonly kind: 'unreadable'; readonly why: string };

/** The messages of one WebSocket message, those of `deflated` in its place (R2, R7). */
export function decodeServerFrame(bytes: Uint8Array): Decoded {
  try {
    return { kind: 'messages', messages: messagesOf(bytes, true) };
  } catch (error) {
    return { kind: 'unreadable', why: error instanceof Error ? error.message : String(error) };
  }
}

function messagesOf(bytes: Uint8Array, mayBeDeflated: boolean): FromServer[] {
  const messages: FromServer[] = [];
  for (const { message } of fromBinary(ServerFrameSchema, bytes).messages) {
    if (message.case !== 'deflated') messages.push(message);
    else if (!mayBeDeflated) throw new Error('a compressed frame within a compressed frame');
    else for (const inner of messagesOf(inflated(message.value), false)) messages.push(inner);
  }
  return messages;
}

/** What was compressed. Throws at what is not, is cut short, or becomes longer than it may. */
function inflated(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  let isWhole = false;
  const stream = new Unzlib((part, last) => {
    length += part.length;
    if (length > INFLATED_BYTES_MAX) throw new Error('a compressed frame that is too long');
    parts.push(part);
    isWhole = last;
  });
  for (let at = 0; at < bytes.length; at += STEP_BYTES) {
    const end = at + STEP_BYTES;
    stream.push(bytes.subarray(at, end), end >= bytes.length);
  }
  if (!isWhole) throw new Error('a compressed frame that is cut short');
  return joined(parts, length);
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Packs messages into as few frames as the server's limits allow, in order. Frames put one after
 * the other are a frame again, so each message is encoded once.
 */
export class Outgoing {
  private readonly frames: { parts: Uint8Array[]; bytes: number }[] = [];

  constructor(private readonly frameBytesMax: number) {}

  get isEmpty(): boolean {
    return this.frames.length === 0;
  }

  /** False if the message alone is longer than a frame may be; it is then left out. */
  add(message: ToServer): boolean {
    const part = toBinary(
      ClientFrameSchema,
      create(ClientFrameSchema, { messages: [create(ClientMessageSchema, { message })] }),
    );
    if (part.length > this.frameBytesMax) return false;
    const last = this.frames.at(-1);
    if (
      last &&
      last.parts.length < MESSAGES_MAX &&
      last.bytes + part.length <= this.frameBytesMax
    ) {
      last.parts.push(part);
      last.bytes += part.length;
    } else {
      this.frames.push({ parts: [part], bytes: part.length });
    }
    return true;
  }

  take(): Uint8Array<ArrayBuffer>[] {
    return this.frames.splice(0).map(({ parts, bytes }) => joined(parts, bytes));
  }
}
