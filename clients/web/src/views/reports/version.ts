import { AudienceKind } from '../../gen/samlad/v1/log_pb';
import { FeatureState, ReportState } from '../../gen/samlad/v1/situation_pb';
import type { Held } from '../../picture/held';
import type { Picture } from '../../picture/picture';

export const VERSION_PARTS = ['features', 'reported', 'reports', 'contradictions'] as const;
export type VersionPart = (typeof VERSION_PARTS)[number];

/** The items of a part of the picture that a version can include, and how many it must leave out. */
export interface PartItems {
  readonly items: readonly Held[];
  /** Not all participants may see these, so a version for all must not name them. */
  readonly left: number;
}

export function partItems(picture: Picture, part: VersionPart): PartItems {
  const all = allOf(picture, part);
  const items = all.filter(({ item }) => item.audience?.kind === AudienceKind.ALL_PARTICIPANTS);
  return { items, left: all.length - items.length };
}

function allOf(picture: Picture, part: VersionPart): readonly Held[] {
  const { FEATURE_IN_PICTURE, FEATURE_REPORTED, FEATURE_ASSESSED } = FeatureState;
  switch (part) {
    case 'features':
      return picture.ofKind('feature').filter(({ body }) => body.state === FEATURE_IN_PICTURE);
    case 'reported':
      return picture
        .ofKind('feature')
        .filter(({ body }) => body.state === FEATURE_REPORTED || body.state === FEATURE_ASSESSED);
    case 'reports':
      return picture
        .ofKind('report')
        .filter(({ body }) => body.state === ReportState.REPORT_SUBMITTED);
    case 'contradictions':
      return picture.ofKind('contradiction');
  }
}
