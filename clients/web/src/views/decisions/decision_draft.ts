import { create } from '@bufbuild/protobuf';
import {
  DecisionOptionSchema,
  DecisionSchema,
  type Decision,
  type ProtectedValue,
} from '../../gen/samlad/v1/collaboration_pb';
import { AudienceKind, type Audience } from '../../gen/samlad/v1/log_pb';
import { instantText } from '../../i18n/format';
import { forActors, forAll } from '../../picture/drafts';
import type { HeldOf } from '../../picture/held';
import { bytesOf, idOf, namesSomething, type Id } from '../../picture/ids';
import { timeOf } from '../../picture/selectors';
import { parseDeadline } from '../collaboration/deadline';

export interface OptionDraft {
  text: string;
  suitable: boolean;
  feasible: boolean;
  acceptable: boolean;
}

/** A decision as it is being written: what the form's fields hold. */
export interface DecisionDraft extends Record<string, unknown> {
  issue: string;
  proposal: string;
  reasons: string;
  mandate: string;
  deadline: string;
  followUp: string;
  options: OptionDraft[];
  basis: Id[];
  /** The named version of the picture; empty: none. */
  version: Id | '';
  values: ProtectedValue[];
  forAll: boolean;
  actors: Id[];
}

export const newOption = (): OptionDraft => ({
  text: '',
  suitable: false,
  feasible: false,
  acceptable: false,
});

/** The form to begin with: an empty one, or as a decision has it. */
export function draftOf(held: HeldOf<'decision'> | undefined, version: Id | ''): DecisionDraft {
  const body = held?.body;
  const audience = held?.item.audience;
  return {
    issue: body?.issue ?? '',
    proposal: body?.proposal ?? '',
    reasons: body?.reasons ?? '',
    mandate: body?.mandate ?? '',
    deadline: textOf(body?.deadlineMs),
    followUp: textOf(body?.followUpAtMs),
    options: (body?.options ?? []).map(({ text, suitable, feasible, acceptable }) => ({
      text,
      suitable,
      feasible,
      acceptable,
    })),
    basis: (body?.basis ?? []).map(idOf),
    version: body && namesSomething(body.pictureVersion) ? idOf(body.pictureVersion) : version,
    values: [...(body?.protectedValues ?? [])],
    forAll: !audience || audience.kind === AudienceKind.ALL_PARTICIPANTS,
    actors: (audience?.actors ?? []).map(idOf),
  };
}

/** Undefined if a time cannot be read. */
export function decisionOf(draft: DecisionDraft, nowMs: number): Decision | undefined {
  const deadlineMs = msOf(draft.deadline, nowMs);
  const followUpAtMs = msOf(draft.followUp, nowMs);
  if (deadlineMs === undefined || followUpAtMs === undefined) return undefined;
  return create(DecisionSchema, {
    issue: draft.issue.trim(),
    proposal: draft.proposal.trim(),
    reasons: draft.reasons.trim(),
    mandate: draft.mandate.trim(),
    deadlineMs,
    followUpAtMs,
    options: draft.options
      .filter(({ text }) => text.trim() !== '')
      .map((option) => create(DecisionOptionSchema, { ...option, text: option.text.trim() })),
    basis: draft.basis.map(bytesOf),
    pictureVersion: draft.version === '' ? new Uint8Array() : bytesOf(draft.version),
    protectedValues: [...draft.values],
  });
}

export function audienceOf({ forAll: all, actors }: DecisionDraft): Audience {
  return all ? forAll() : forActors(actors);
}

function textOf(ms: bigint | undefined): string {
  const at = ms === undefined ? undefined : timeOf(ms);
  return at === undefined ? '' : instantText(at);
}

/** 0 for no time; undefined if it cannot be read. */
export function msOf(text: string, nowMs: number): bigint | undefined {
  if (text.trim() === '') return 0n;
  const at = parseDeadline(text, nowMs);
  return at === undefined ? undefined : BigInt(at);
}
