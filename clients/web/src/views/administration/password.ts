import { SetPasswordSchema } from '../../gen/samlad/v1/command_pb';
import { messageRules, textLength } from '../../picture/schema';

/** The server's own rule (`password.too-short`). */
export const PASSWORD_MIN = 8;

// Nothing that is mistaken for something else when it is read aloud or written by hand.
const SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_SIGNS = 4;

/** "k7mq-x2hd-9fwa-tc4p": some 79 bits. */
export function generatePassword(randomBytes: (count: number) => Uint8Array): string {
  const signs: string[] = [];
  // Bytes over the last whole multiple would make the first signs likelier.
  const fair = 256 - (256 % SIGNS.length);
  while (signs.length < GROUPS * GROUP_SIGNS) {
    for (const byte of randomBytes(32))
      if (byte < fair) signs.push(SIGNS[byte % SIGNS.length] ?? '');
  }
  return Array.from({ length: GROUPS }, (_, at) =>
    signs.slice(at * GROUP_SIGNS, (at + 1) * GROUP_SIGNS).join(''),
  ).join('-');
}

const passwordRules = messageRules(SetPasswordSchema, 'password');

export function isPassword(text: string): boolean {
  const length = textLength(text);
  return length >= PASSWORD_MIN && length <= (passwordRules.maxLen ?? Infinity);
}
