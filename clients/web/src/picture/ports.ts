/**
 * What the replica's surroundings bring in: sockets, time and chance. The browser's are in src/app;
 * tests bring their own.
 */
export interface SocketEvents {
  opened(): void;
  message(bytes: Uint8Array): void;
  /** Once, whether the connection was ever open or not. */
  closed(code: number, text: string): void;
}

export interface Socket {
  send(bytes: Uint8Array<ArrayBuffer>): void;
  /** `closed` follows, perhaps much later. */
  close(): void;
}

export interface Ports {
  /** Connects to the server's /ws with SUBPROTOCOL. Calls nothing before it has returned. */
  openSocket(events: SocketEvents): Socket;
  /** Milliseconds since 1970, by the client's clock; it never goes back (`steady`). */
  nowMs(): number;
  /** Returns its own undo. */
  setTimer(run: () => void, afterMs: number): () => void;
  /** [0, 1) */
  random(): number;
  randomBytes(count: number): Uint8Array;
}
