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
  const maker = page.client.maker(REGISTRY);
  const add = async <K extends Kind>(draft: Omit<NewItem<K>, 'id'>): Promise<Id> => {
    const id = maker.newId();
    await mustAccept(page.client, maker.create(newItem<K>({ ...draft, id } as NewItem<K>)));
    return id;
  };
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
    const actor = known ?? bytesOf(await add({ kind: 'actor', body }));
    actors.set(name, actor);
    const person = bytesOf(
      await add({
        kind: 'person',
        body: create(PersonSchema, { name: `TiB ${name}` }),
      }),
    );
    const account = await add({
      kind: 'account',
      body: create(AccountSchema, { login: name, person }),
    });
    const role = Role.DUTY_OFFICER;
    await add({
      kind: 'roleAssignment',
      body: create(RoleAssignmentSchema, { person, actor, role }),
    });
    const setPassword = create(SetPasswordSchema, {
      account: bytesOf(account),
      password: PASSWORD,
    });
    const command = create(CommandSchema, {
      commandId: bytesOf(maker.newId()),
      incident: bytesOf(REGISTRY),
    });
    command.verb = { case: 'setPassword', value: setPassword };
    await mustAccept(page.client, command);
  }
  await page.client.stop();
  return Promise.all(names.map((name) => enter(server, name, PASSWORD)));
}

async function enter(server: SamladProcess, login: string, password: string): Promise<Somebody> {
  const outcome = await logIn({ login, password }, `http://${server.address}`);
  if (outcome.kind !== 'in') throw new Error(`${login} cannot log in: ${outcome.kind}`);
  return {
    name: login,
    author: outcome.login.author,
    token: outcome.login.token,
  };
}
