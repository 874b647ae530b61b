import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { file_samlad_v1_frames } from '../gen/samlad/v1/frames_pb';
import { Role } from '../gen/samlad/v1/registry_pb';
import { ItemSchema } from '../gen/samlad/v1/log_pb';
import { mayCreate } from '../picture/rights';
import type { Kind } from '../picture/held';
import { en } from './en';
import { enEnums } from './en_enums';
import { t } from './language.svelte';
import { sv } from './sv';
import { svEnums } from './sv_enums';
import { svFields } from './sv_fields';
import { svRules } from './sv_rules';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

test('both languages say the same things, with the same values', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(sv).sort());
  expect(Object.keys(enEnums).sort()).toEqual(Object.keys(svEnums).sort());
  const values = (text: string) =>
    [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, value]) => value))].sort();
  for (const [key, text] of Object.entries(sv)) {
    expect(values(en[key as keyof typeof sv]), key).toEqual(values(text));
  }
});

test('every sentence is said somewhere', () => {
  const root = new URL('../', import.meta.url);
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(
      (name) => /\.(ts|svelte)$/.test(name) && !/^gen\/|^i18n\/(sv|en)|\.test\.ts$/.test(name),
    )
    .map((name) => readFileSync(new URL(name, root), 'utf8'))
    .join('\n');
  const named = new Set([...sources.matchAll(/['"`]([\w.-]+)['"`]/g)].map(([, name]) => name));
  // What is put together, such as t(`theme.${theme}`).
  const begun = [...sources.matchAll(/`([\w-]+\.[\w.-]*)\$\{/g)].map(([, start]) => start ?? '');
  const unsaid = Object.keys(sv).filter(
    (key) => !named.has(key) && !begun.some((start) => key.startsWith(start)),
  );
  expect(unsaid).toEqual([]);
});

test('every enumerator that a person may meet has a name', () => {
  const shown = file_samlad_v1_frames.dependencies.flatMap((file) => [...file.enums]);
  const missing = shown
    .filter(({ name }) => name !== 'RejectionCode')
    .flatMap(({ values }) => values.map(({ name }) => name))
    .filter((name) => !name.endsWith('_UNSPECIFIED') && !(name in svEnums));
  expect(missing).toEqual([]);
});

test("every field of an incident's items has a name", () => {
  const registry = ['actor', 'person', 'account', 'roleAssignment'];
  const bodies = ItemSchema.fields.filter(
    (field) => field.oneof && !registry.includes(field.localName),
  );
  const paths = bodies.flatMap((body) =>
    (body.message?.fields ?? []).map((field) => `${body.name}.${field.name}`),
  );
  expect(Object.keys(svFields).sort()).toEqual(['audience', 'fictional', 'owner', ...paths].sort());
});

test('R44: every rule that a rejection may name has a sentence in Swedish', () => {
  const protocol = read('../../../../proto/PROTOCOL.md').split('## Rules by name')[1] ?? '';
  const rules = [...protocol.matchAll(/^\| `([a-z.-]+)` \|/gm)].map(([, rule]) => rule ?? '');
  expect(rules.length).toBeGreaterThan(90);
  expect(rules.filter((rule) => !(rule in svRules))).toEqual([]);
});

test("who may make what agrees with the server's table", () => {
  const source =
    read('../../../../server/picture/rights.cc').split('kCreateRights[]')[1]?.split('};')[0] ?? '';
  const rows = [...source.matchAll(/\{Item::k(\w+), ([^}]+)\}/g)];
  expect(rows.length).toBeGreaterThan(10);
  const named: Record<string, Role> = {
    kDuty: Role.DUTY_OFFICER,
    kChair: Role.CHAIR,
    kPictureOfficer: Role.PICTURE_OFFICER,
    kLogger: Role.LOGGER,
    kCommunicator: Role.COMMUNICATOR,
    kParticipant: Role.PARTICIPANT,
    kEvaluator: Role.EVALUATOR,
    kAdministrator: Role.ADMINISTRATOR,
  };
  const all = Object.values(Role).filter((role) => typeof role === 'number');
  for (const [, name = '', roles = ''] of rows) {
    const kind = ItemSchema.fields
      .map((field) => field.localName)
      .find((field) => field.toLowerCase() === name.toLowerCase());
    const expected = roles.split('|').map((role) => named[role.trim()]);
    expect(
      all.filter((role) => mayCreate(role, kind as Kind)),
      name,
    ).toEqual(expected.sort());
  }
});

test('what somebody has written turns nothing of the sentence that it is put into', () => {
  const name = '\u202egnp.exe\u2066 שלום';
  expect(t('login.notSame', { name })).toBe(t('login.notSame', { name: 'gnp.exe שלום' }));
});
