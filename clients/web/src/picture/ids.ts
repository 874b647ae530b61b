// Ids are 16 bytes on the wire and 32 hexadecimal digits here, where they are keys.

declare const idBrand: unique symbol;

/** The id of an item, an actor, a person, a log or a command. */
export type Id = string & { readonly [idBrand]: true };

export const ID_BYTES = 16;

/** The log that tells who there is (R5). */
export const REGISTRY = '0'.repeat(2 * ID_BYTES) as Id;

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function idOf(bytes: Uint8Array): Id {
  let hex = '';
  for (const byte of bytes) hex += DIGITS[byte];
  return hex as Id;
}

export function bytesOf(id: Id): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(id.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(id.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** The id that a text spells, or undefined if it spells none. */
export function parseId(text: string): Id | undefined {
  return /^[0-9a-f]{32}$/.test(text) ? (text as Id) : undefined;
}

/** Whether the bytes can name anything; a reference left out is empty. */
export function namesSomething(bytes: Uint8Array): boolean {
  return bytes.length === ID_BYTES;
}

/** Whether the bytes are this id; for where it is asked very often, and seldom so. */
export function isId(bytes: Uint8Array, id: Id): boolean {
  return bytes[0] === Number.parseInt(id.slice(0, 2), 16) && idOf(bytes) === id;
}
