import { parseId } from '../picture/ids';
import type { Login } from './login';

/**
 * Who is logged in at this browser. Who they are is kept for as long as the browser is, so that the
 * app opens without a network; the token only for this window (sessionStorage), since another
 * window may be somebody else. A window without one goes by the cookie (R8).
 */
export type KeptLogin = Omit<Login, 'choices'> & { readonly login: string };

const WHO = 'samlad.who';
const TOKEN = 'samlad.token';

export function keepLogin(kept: KeptLogin): void {
  const { token, ...who } = kept;
  tryTo(() => {
    sessionStorage.setItem(TOKEN, token);
    sessionStorage.setItem(WHO, JSON.stringify(who));
    localStorage.setItem(WHO, JSON.stringify(who));
  });
}

export function loadLogin(): KeptLogin | undefined {
  return tryTo(() => {
    const own = sessionStorage.getItem(WHO);
    const who: unknown = JSON.parse(own ?? localStorage.getItem(WHO) ?? 'null');
    return isWho(who) ? { ...who, token: (own && sessionStorage.getItem(TOKEN)) || '' } : undefined;
  });
}

export function forgetLogin(): void {
  tryTo(() => {
    sessionStorage.removeItem(TOKEN);
    sessionStorage.removeItem(WHO);
    localStorage.removeItem(WHO);
  });
}

// A browser may refuse to keep anything; the person then logs in each time.
function tryTo<T>(what: () => T): T | undefined {
  try {
    return what();
  } catch {
    return undefined;
  }
}

function isWho(who: unknown): who is Omit<KeptLogin, 'token'> {
  if (typeof who !== 'object' || who === null || !('author' in who)) return false;
  const { author } = who;
  if (typeof author !== 'object' || author === null) return false;
  const hasIds =
    'person' in author && 'actor' in author && isId(author.person) && isId(author.actor);
  return hasIds && 'role' in author && typeof author.role === 'number';
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && parseId(value) !== undefined;
}
