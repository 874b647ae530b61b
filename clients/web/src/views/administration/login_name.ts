import type { Account } from '../../app/accounts';
import { t } from '../../i18n/language.svelte';

/** What is wrong with a login that is being chosen, in words; empty if nothing. */
export function loginProblem(text: string, accounts: readonly Account[], own?: Account): string {
  const login = text.trim();
  if (/\s/.test(login)) return t('person.login.space');
  const taken = accounts.some((account) => account.login === login && account.id !== own?.id);
  return taken ? t('person.login.taken') : '';
}
