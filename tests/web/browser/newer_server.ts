import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { Page } from 'playwright-core';
import {
  ClientFrameSchema,
  ServerFrameSchema,
  type ServerMessage,
} from '../../../clients/web/src/gen/samlad/v1/frames_pb';

/**
 * Stands between a page and its server, and makes of what the server says what another one would have
 * said: a later version, or one that is out of its mind. To be called before the page connects.
 */
export async function speakThrough(
  page: Page,
  alter: (message: ServerMessage) => void,
): Promise<void> {
  await page.routeWebSocket(/\/ws$/, (client) => {
    const server = client.connectToServer();
    client.onMessage((bytes) => {
      const frame = fromBinary(ClientFrameSchema, asBytes(bytes));
      for (const { message } of frame.messages)
        if (message.case === 'hello') message.value.deflate = false;
      server.send(Buffer.from(toBinary(ClientFrameSchema, frame)));
    });
    server.onMessage((bytes) => {
      const frame = fromBinary(ServerFrameSchema, asBytes(bytes));
      frame.messages.forEach(alter);
      const altered = create(ServerFrameSchema, { messages: frame.messages });
      client.send(Buffer.from(toBinary(ServerFrameSchema, altered)));
    });
  });
}

function asBytes(message: string | Buffer): Uint8Array {
  return typeof message === 'string' ? Buffer.from(message) : message;
}
