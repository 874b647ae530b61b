import type { Held } from '../../picture/held';
import { idOf, type Id } from '../../picture/ids';
import type { Picture } from '../../picture/picture';

/** The items that name this one, newest first. A contradiction is shown in a place of its own. */
export function namesOf(picture: Picture, id: Id): readonly Id[] {
  const kinds = [
    'decision',
    'task',
    'stance',
    'note',
    'pictureVersion',
    'report',
    'feature',
  ] as const;
  return kinds.flatMap((kind) =>
    picture
      .ofKind(kind)
      .filter((held) => references(held).some((bytes) => idOf(bytes) === id))
      .map((held) => held.id),
  );
}

function references({ item: { body } }: Held): readonly Uint8Array[] {
  switch (body.case) {
    case 'decision':
      return [...body.value.basis, body.value.pictureVersion, body.value.supersededBy];
    case 'task':
    case 'stance':
      return [body.value.decision];
    case 'note':
      return [...body.value.about, body.value.corrects];
    case 'pictureVersion':
      return body.value.items.map(({ item }) => item);
    case 'report':
    case 'feature':
      return [body.value.supersededBy];
    default:
      return [];
  }
}
