import { sha256 } from '@noble/hashes/sha2.js';
import { ID_BYTES, idOf, type Id } from '../../picture/ids';

/**
 * The id that follows from a name, as the server's administrator and `samla` make it
 * (storage/derived_id.cc): an account is found again by its login alone, since it is shown to nobody.
 * WebCrypto has the hash only for pages over TLS.
 */
export function derivedId(what: string, name: string): Id {
  const text = new TextEncoder().encode(`samlad scenario\0${what}\0${name}`);
  return idOf(sha256(text).subarray(0, ID_BYTES));
}
