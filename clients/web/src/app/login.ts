import { Role } from '../gen/samlad/v1/registry_pb';
import { parseId, type Id } from '../picture/ids';
import type { Author } from '../picture/overlay';

/** One of the roles that a person may act in. */
export interface RoleChoice {
  readonly actor: Id;
  readonly actorName: string;
  readonly role: Role;
}

export interface Login {
  readonly author: Author;
  readonly actorName: string;
  readonly token: string;
  /** By the server's clock. */
  readonly untilMs: number;
  readonly choices: readonly RoleChoice[];
}

export type LoginOutcome =
  | { readonly kind: 'in'; readonly login: Login }
  | { readonly kind: 'wrong' }
  /** The person may not act so now; these are the ways in which they may, if any. */
  | { readonly kind: 'no-such-role'; readonly choices: readonly RoleChoice[] }
  | { readonly kind: 'too-many'; readonly seconds: number }
  /** No server answers. */
  | { readonly kind: 'unreachable' }
  /** Something answers that is no Samlad server, or an older or newer one. */
  | { readonly kind: 'not-understood'; readonly status: number };

export interface Credentials {
  readonly login: string;
  readonly password: string;
  readonly as?: { readonly actor: Id; readonly role: Role };
}

/** A server that has not answered by then will not; a browser alone would wait for minutes. */
export const ANSWER_MS_MAX = 30_000;

/** Asks the server at `origin` ('' for the page's own) for a token by password. */
export async function logIn(
  credentials: Credentials,
  origin = '',
  answerMsMax = ANSWER_MS_MAX,
): Promise<LoginOutcome> {
  const { login, password, as } = credentials;
  const body = as ? { login, password, actor: as.actor, role: Role[as.role] } : { login, password };
  const signal = AbortSignal.timeout(answerMsMax);
  let response: Response;
  try {
    response = await fetch(`${origin}/api/v1/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    });
  } catch {
    return { kind: 'unreachable' };
  }
  const answer: unknown = await response.json().catch(() => undefined);
  if (answer === undefined && signal.aborted) return { kind: 'unreachable' };
  switch (response.status) {
    case 200:
      return readLogin(answer) ?? { kind: 'not-understood', status: 200 };
    case 401:
      return { kind: 'wrong' };
    case 403:
      return { kind: 'no-such-role', choices: readChoices(answer) };
    case 429:
    case 503:
      return { kind: 'too-many', seconds: Number(response.headers.get('Retry-After')) || 1 };
    default:
      return { kind: 'not-understood', status: response.status };
  }
}

/** Takes the cookie away. */
export async function logOut(): Promise<void> {
  await fetch('/api/v1/logout', { method: 'POST' }).catch(() => undefined);
}

function readLogin(answer: unknown): LoginOutcome | undefined {
  const chosen = readChoice(answer);
  if (!chosen || !isObject(answer)) return undefined;
  const { token, until_ms: untilMs, person } = answer;
  const personId = typeof person === 'string' ? parseId(person) : undefined;
  if (typeof token !== 'string' || typeof untilMs !== 'number' || !personId) return undefined;
  const { actor, actorName, role } = chosen;
  const author = { person: personId, actor, role };
  return { kind: 'in', login: { author, actorName, token, untilMs, choices: readChoices(answer) } };
}

function readChoices(answer: unknown): readonly RoleChoice[] {
  if (!isObject(answer) || !Array.isArray(answer.choices)) return [];
  return answer.choices.map(readChoice).filter((choice) => choice !== undefined);
}

function readChoice(answer: unknown): RoleChoice | undefined {
  if (!isObject(answer)) return undefined;
  const { actor, actor_name: actorName, role } = answer;
  const id = typeof actor === 'string' ? parseId(actor) : undefined;
  const number = typeof role === 'string' ? roleOf(role) : undefined;
  if (!id || number === undefined || typeof actorName !== 'string') return undefined;
  return { actor: id, actorName, role: number };
}

function roleOf(name: string): Role | undefined {
  const found: unknown = Object.entries(Role).find(([key]) => key === name)?.[1];
  return typeof found === 'number' ? found : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
