import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { unzlibSync } from 'fflate';
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
    else for (const inner of messagesOf(unzlibSync(message.value), false)) messages.push(inner);
  }
  return messages;
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
    return this.frames.splice(0).map(({ parts, bytes }) => {
      const frame = new Uint8Array(bytes);
      let at = 0;
      for (const part of parts) {
        frame.set(part, at);
        at += part.length;
      }
      return frame;
    });
  }
}
