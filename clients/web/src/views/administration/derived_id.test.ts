import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { derivedId } from './derived_id';

test('an id follows from what it is and what it is called', () => {
  const digest = createHash('sha256').update('samlad scenario\0account\0åsa').digest('hex');
  expect(derivedId('account', 'åsa')).toBe(digest.slice(0, 32));
  expect(derivedId('person', 'åsa')).not.toBe(derivedId('account', 'åsa'));
});
