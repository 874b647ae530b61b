import type { Audience } from '../../gen/samlad/v1/log_pb';
import type { FeatureCategory } from '../../gen/samlad/v1/situation_pb';
import { t } from '../../i18n/language.svelte';
import type { FileFeature, FileProblem, LeftOut } from '../../map/file_import';
import { fieldRules } from '../../picture/schema';
import type { FeatureDraft } from './feature_draft';

/** What the features of one file have in common. */
export interface ImportCommon {
  readonly category: FeatureCategory;
  readonly source: string;
  readonly audience: Audience;
}

/** What a file says of a feature, no longer than the schema takes. */
export function importDraft(feature: FileFeature, common: ImportCommon): FeatureDraft {
  return {
    ...common,
    title: shortened(feature.title, 'title'),
    text: shortened(feature.text, 'text'),
    symbol: '',
    place: '',
    uncertaintyM: 0,
    reliability: 0,
    credibility: 0,
    // A file says when it was written, if anything, and not when somebody saw what it tells.
    observedAtMs: 0,
    validUntilMs: 0,
  };
}

export function shortened(text: string, field: 'title' | 'text'): string {
  const { maxLen = Infinity } = fieldRules('feature', field);
  const letters = [...text];
  return letters.length > maxLen ? `${letters.slice(0, maxLen - 1).join('')}…` : text;
}

/** `unreadable`: the file, or the page's own code for it, cannot be fetched. */
export const fileProblemText = (why: FileProblem | 'unreadable'): string =>
  t(`import.problem.${why}`);

export const leftOutTexts = (leftOut: ReadonlyMap<LeftOut, number>): string[] =>
  [...leftOut].map(([why, n]) => t(`import.leftOut.${why}`, { n }));
