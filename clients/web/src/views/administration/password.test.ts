import { expect, test } from 'vitest';
import { generatePassword, isPassword } from './password';

test('a generated password has sixteen signs out of 31, each as likely', () => {
  // The bytes over 247 would favour the first signs: they are passed over.
  let calls = 0;
  const bytes = (count: number) =>
    Uint8Array.from({ length: count }, (_, at) => (calls++ < 1 ? 255 : at % 31));
  expect(generatePassword(bytes)).toBe('bcde-fghj-kmnp-qrst');
  const counts = new Map<string, number>();
  for (let round = 0; round < 2_000; round++)
    for (const sign of generatePassword((n) => crypto.getRandomValues(new Uint8Array(n))))
      counts.set(sign, (counts.get(sign) ?? 0) + 1);
  counts.delete('-');
  expect(counts.size).toBe(31);
  const expected = 32_000 / 31;
  for (const count of counts.values())
    expect(Math.abs(count - expected)).toBeLessThan(expected / 4);
});

test('a password has eight characters at least, counted as a person counts them', () => {
  expect(isPassword('1234567')).toBe(false);
  expect(isPassword('12345678')).toBe(true);
  expect(isPassword('x'.repeat(200))).toBe(true);
  expect(isPassword('x'.repeat(201))).toBe(false);
});
