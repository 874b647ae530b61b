import { getContext, setContext } from 'svelte';
import { listAccounts, type Account, type AccountsOutcome } from '../../app/accounts';
import type { Session } from '../../app/session.svelte';
import { Role } from '../../gen/samlad/v1/registry_pb';
import type { Command } from '../../gen/samlad/v1/command_pb';
import { t, why } from '../../i18n/language.svelte';
import { sendInTurn } from '../../picture/answers';
import type { HeldOf } from '../../picture/held';
import { idOf, REGISTRY, type Id } from '../../picture/ids';
import type { CommandMaker } from '../../picture/drafts';

export interface PersonRow {
  readonly held: HeldOf<'person'>;
  readonly accounts: readonly Account[];
  readonly roles: readonly HeldOf<'roleAssignment'>[];
}

/** Whether the role is held now: not ended, and within its time. */
export function isInForce({ body }: HeldOf<'roleAssignment'>, nowMs: number): boolean {
  return (
    !body.ended &&
    Number(body.fromMs) <= nowMs &&
    (body.untilMs === 0n || nowMs < Number(body.untilMs))
  );
}

/**
 * Who there is, for the administrator: the registry's picture, and the accounts that no picture
 * holds. Get it with `useRegistry()`; it is reactive. Make it while a component is being made.
 */
export class Registry {
  readonly maker: CommandMaker;
  private outcome = $state.raw<AccountsOutcome>();

  constructor(readonly session: Session) {
    this.maker = session.client.maker(REGISTRY);
    $effect(() => {
      // Also when the link is back, or the person has logged in again.
      if (this.isLive && this.mayAdminister) void this.loadAccounts();
    });
  }

  get isLive(): boolean {
    return this.session.status.kind === 'live' || this.session.status.kind === 'behind';
  }

  /** It has come, or is kept from an earlier page. */
  get isThere(): boolean {
    return this.session.view(REGISTRY)?.picture.replica.complete === true;
  }

  get actors(): readonly HeldOf<'actor'>[] {
    return byName(this.session.view(REGISTRY)?.picture.ofKind('actor') ?? []);
  }

  readonly persons: readonly PersonRow[] = $derived.by(() => {
    const picture = this.session.view(REGISTRY)?.picture;
    const roles = grouped(picture?.ofKind('roleAssignment') ?? [], ({ body }) => idOf(body.person));
    const accounts = grouped(this.accounts, ({ person }) => person);
    return byName(picture?.ofKind('person') ?? []).map((held) => ({
      held,
      accounts: accounts.get(held.id) ?? [],
      roles: roles.get(held.id) ?? [],
    }));
  });

  get accounts(): readonly Account[] {
    return this.outcome?.kind === 'there' ? this.outcome.accounts : [];
  }

  /** Why the accounts are not there; undefined if they are. */
  get accountsMissing(): 'loading' | 'refused' | 'old' | 'unreachable' | undefined {
    if (!this.outcome) return this.isLive ? 'loading' : 'unreachable';
    return this.outcome.kind === 'there' ? undefined : this.outcome.kind;
  }

  async loadAccounts(): Promise<void> {
    const outcome = await listAccounts(this.session.kept.token);
    // What was known stays while the server is away.
    if (outcome.kind !== 'unreachable' || !this.outcome) this.outcome = outcome;
  }

  /** Sends them one after the other; why it went wrong, or nothing. */
  async send(...commands: readonly (Command | undefined)[]): Promise<string> {
    const real = commands.filter((command) => command !== undefined);
    const refused = await sendInTurn(this.session.client, real);
    await this.loadAccounts();
    return refused === undefined ? '' : refused === 'too-many' ? t('unsent.full') : why(refused);
  }

  /** A command on an account, which the administrator alters without having it in sight. */
  reviseAccount(account: Id, change: { login?: string; disabled?: boolean }, reason = ''): Command {
    const seq = this.session.view(REGISTRY)?.picture.position ?? 0n;
    return this.maker.reviseAccount(account, seq, change, reason);
  }

  isOwn(person: Id): boolean {
    return person === this.session.kept.author.person;
  }

  get mayAdminister(): boolean {
    return this.session.kept.author.role === Role.ADMINISTRATOR;
  }
}

function grouped<T>(all: readonly T[], person: (one: T) => Id): ReadonlyMap<Id, readonly T[]> {
  const groups = new Map<Id, T[]>();
  for (const one of all) {
    const group = groups.get(person(one));
    if (group) group.push(one);
    else groups.set(person(one), [one]);
  }
  return groups;
}

function byName<H extends HeldOf<'actor'> | HeldOf<'person'>>(all: readonly H[]): readonly H[] {
  return all.toSorted((a, b) => a.body.name.localeCompare(b.body.name, 'sv'));
}

const KEY = Symbol('the registry');

export function provideRegistry(registry: Registry): void {
  setContext(KEY, registry);
}

export function useRegistry(): Registry {
  return getContext<Registry>(KEY);
}
