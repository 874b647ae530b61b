import { IncidentKind } from '../../gen/samlad/v1/situation_pb';

/** The kinds that an incident can be opened as, by their names in texts and styles. */
export const KIND_NAMES = {
  [IncidentKind.DISTURBANCE]: 'disturbance',
  [IncidentKind.EXERCISE]: 'exercise',
  [IncidentKind.COLLABORATION]: 'collaboration',
} as const;

export type KindName = (typeof KIND_NAMES)[keyof typeof KIND_NAMES];

/** Undefined until one is chosen that an incident can be opened as here. */
export function kindName(kind: IncidentKind): KindName | undefined {
  const names: Readonly<Record<number, KindName | undefined>> = KIND_NAMES;
  return names[kind];
}
