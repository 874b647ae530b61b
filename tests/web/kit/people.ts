import { create } from '@bufbuild/protobuf';
import { logIn } from '../../../clients/web/src/app/login';
import {
  CommandSchema,
  SetPasswordSchema,
  type Command,
} from '../../../clients/web/src/gen/samlad/v1/command_pb';
import {
  AccountSchema,
  ActorCategory,
  ActorLevel,
  ActorSchema,
  PersonSchema,
  Role,
  RoleAssignmentSchema,
} from '../../../clients/web/src/gen/samlad/v1/registry_pb';
import { Client } from '../../../clients/web/src/picture/client';
import { newItem, type NewItem } from '../../../clients/web/src/picture/drafts';
import type { Kind } from '../../../clients/web/src/picture/held';
import { bytesOf, idOf, REGISTRY, type Id } from '../../../clients/web/src/picture/ids';
import type { Author } from '../../../clients/web/src/picture/overlay';
import { MemoryStore } from '../../../clients/web/src/picture/store';
import { Chance } from './chance';
import { FrailPorts } from './frail_sockets';
import type { SamladProcess } from './samlad_process';

export const PASSWORD = 'samlad-ovning';

/** A person who is logged in, and can open any number of pages. */
export interface Somebody {
  readonly name: string;
  readonly author: Author;
  readonly token: string;
}

export interface Page {
  readonly client: Client;
  readonly ports: FrailPorts;
}

export async function openPage(
  server: SamladProcess,
  who: Somebody,
  seed: number,
  store = new MemoryStore(),
): Promise<Page> {
  const ports = new FrailPorts(() => server.address, new Chance(seed));
  const client = new Client({
    ports,
    store,
    author: who.author,
    token: who.token,
    client: 'replica fuzz',
  });
  await client.start();
  return { client, ports };
}

/** Waits for what some later message brings; a test that waits in vain says for what. */
export async function until(
  what: string,
  client: Client,
  holds: () => boolean,
  withinMs = 20_000,
): Promise<void> {
  if (holds()) return;
  await new Promise<void>((done, fail) => {
    const late = setTimeout(() => {
      undo();
      fail(new Error(`waited in vain: ${what}; ${JSON.stringify(client.status())}`));
    }, withinMs);
    const undo = client.subscribe(() => {
      if (!holds()) return;
      clearTimeout(late);
      undo();
      done();
    });
  });
}

/** Sends a command that has to be accepted. */
export async function mustAccept(client: Client, command: Command): Promise<void> {
  client.send(command);
  const id = idOf(command.commandId);
  const mine = () => client.commands().find((pending) => pending.id === id);
  await until('an answer', client, () => mine()?.state.kind !== 'waiting');
  const state = mine()?.state;
  if (state?.kind === 'refused')
    throw new Error(`refused: ${state.rejection.rule} ${state.rejection.field}`);
}

/**
 * One duty officer for each name, made as an administrator makes them: of an actor of that name, or
 * of the one that `colleagues` says.
 */
export async function makePeople(
  server: SamladProcess,
  names: readonly string[],
  colleagues: Readonly<Record<string, string>> = {},
): Promise<Somebody[]> {
  const admin = await enter(server, 'admin', server.adminPassword);
  const page = await openPage(server, admin, 1);
  const actors = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const name of names) {
    const category = ActorCategory.MUNICIPALITY;
    const body = create(ActorSchema, {
      name,
      shortName: name,
      category,
      level: ActorLevel.LOCAL,
    });
    const known = actors.get(colleagues[name] ?? '');
    const actor = known ?? bytesOf(await register(page.client, { kind: 'actor', body }));
    actors.set(name, actor);
    await addPerson(page.client, { login: name, name: `TiB ${name}` }, actor, Role.DUTY_OFFICER);
  }
  await page.client.stop();
  return Promise.all(names.map((name) => enter(server, name, PASSWORD)));
}

/** A person more, who works for the same actor as somebody else, in another role perhaps. */
export async function addColleague(
  server: SamladProcess,
  of: Somebody,
  who: { readonly login: string; readonly name: string },
  role: Role,
): Promise<void> {
  const admin = await openPage(server, await enter(server, 'admin', server.adminPassword), 1);
  await addPerson(admin.client, who, bytesOf(of.author.actor), role);
  await admin.client.stop();
}

/** With an account, `PASSWORD` and a role. */
async function addPerson(
  admin: Client,
  { login, name }: { readonly login: string; readonly name: string },
  actor: Uint8Array<ArrayBuffer>,
  role: Role,
): Promise<void> {
  const body = create(PersonSchema, { name });
  const person = bytesOf(await register(admin, { kind: 'person', body }));
  const account = create(AccountSchema, { login, person });
  const made = await register(admin, { kind: 'account', body: account });
  const assignment = create(RoleAssignmentSchema, { person, actor, role });
  await register(admin, { kind: 'roleAssignment', body: assignment });
  const command = create(CommandSchema, {
    commandId: bytesOf(admin.maker(REGISTRY).newId()),
    incident: bytesOf(REGISTRY),
  });
  const value = create(SetPasswordSchema, { account: bytesOf(made), password: PASSWORD });
  command.verb = { case: 'setPassword', value };
  await mustAccept(admin, command);
}

async function register<K extends Kind>(admin: Client, draft: Omit<NewItem<K>, 'id'>): Promise<Id> {
  const maker = admin.maker(REGISTRY);
  const id = maker.newId();
  await mustAccept(admin, maker.create(newItem<K>({ ...draft, id } as NewItem<K>)));
  return id;
}

export async function enter(
  server: SamladProcess,
  login: string,
  password: string,
): Promise<Somebody> {
  const outcome = await logIn({ login, password }, `http://${server.address}`);
  if (outcome.kind !== 'in') throw new Error(`${login} cannot log in: ${outcome.kind}`);
  return {
    name: login,
    author: outcome.login.author,
    token: outcome.login.token,
  };
}
