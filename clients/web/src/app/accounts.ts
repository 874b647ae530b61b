import { parseId, type Id } from '../picture/ids';
import { ANSWER_MS_MAX } from './login';

/** One login, as an administrator is told of it (R33): no session is ever sent an account. */
export interface Account {
  readonly id: Id;
  readonly person: Id;
  readonly login: string;
  readonly disabled: boolean;
  readonly hasPassword: boolean;
}

export type AccountsOutcome =
  | { readonly kind: 'there'; readonly accounts: readonly Account[] }
  /** Not logged in as an administrator, or no longer. */
  | { readonly kind: 'refused' }
  /** The server is of before there was such a call. */
  | { readonly kind: 'old' }
  | { readonly kind: 'unreachable' };

/** `token`: empty where the browser's cookie says it. */
export async function listAccounts(token: string): Promise<AccountsOutcome> {
  let response: Response;
  try {
    const headers: HeadersInit = token ? { Authorization: `Bearer ${token}` } : {};
    const signal = AbortSignal.timeout(ANSWER_MS_MAX);
    response = await fetch('/api/v1/accounts', { method: 'POST', headers, signal });
  } catch {
    return { kind: 'unreachable' };
  }
  if (response.status === 404) return { kind: 'old' };
  if (response.status === 401 || response.status === 403) return { kind: 'refused' };
  const answer: unknown = await response.json().catch(() => undefined);
  const accounts = readAccounts(answer);
  return accounts ? { kind: 'there', accounts } : { kind: 'unreachable' };
}

function readAccounts(answer: unknown): readonly Account[] | undefined {
  if (typeof answer !== 'object' || answer === null || !('accounts' in answer)) return undefined;
  const { accounts } = answer;
  return Array.isArray(accounts)
    ? accounts.flatMap((entry: unknown) => readAccount(entry) ?? [])
    : undefined;
}

function readAccount(entry: unknown): Account | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { account, person, login, disabled, has_password } = entry as Record<string, unknown>;
  const id = typeof account === 'string' ? parseId(account) : undefined;
  const of = typeof person === 'string' ? parseId(person) : undefined;
  if (!id || !of || typeof login !== 'string') return undefined;
  return { id, person: of, login, disabled: disabled === true, hasPassword: has_password === true };
}
