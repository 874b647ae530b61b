/** What a client does once its connection is closed (R13). */
export type AfterClose = 'retry' | 'log-in' | 'stop';

export const CLOSE_LINK_BROKEN = 1006;
/** What this client cannot read from a server, it cannot read from it the next time. */
export const CLOSE_UNREADABLE = 1002;
export const CLOSE_TOO_LARGE = 1009;
export const CLOSE_MALFORMED = 4400;
export const CLOSE_UNAUTHENTICATED = 4401;
export const CLOSE_TOKEN_ENDED = 4402;

// The codes of RFC 6455 that another attempt may cure. 1006 is also what a refused handshake shows.
const RETRY_CODES: ReadonlySet<number> = new Set([
  1000,
  1001,
  1005,
  CLOSE_LINK_BROKEN,
  1011,
  1012,
  1013,
]);

/** Of the codes that are Samlad's own the range says it: 4000..4399 retry, 4400..4999 stop. */
export function meaningOf(code: number): AfterClose {
  if (code === CLOSE_UNAUTHENTICATED || code === CLOSE_TOKEN_ENDED) return 'log-in';
  if (code >= 4000 && code <= 4399) return 'retry';
  return RETRY_CODES.has(code) ? 'retry' : 'stop';
}
