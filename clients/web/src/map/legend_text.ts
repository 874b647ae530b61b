import { FeatureCategory } from '../gen/samlad/v1/situation_pb';
import { current, label } from '../i18n/language.svelte';
import type { LegendRow } from './legend';
import { mapText, markText } from './texts';

export function legendText(row: LegendRow): string {
  switch (row.kind) {
    case 'category':
      return label(FeatureCategory, row.category);
    case 'mark':
      return markText(current.language, row.mark);
    case 'military':
    case 'cluster':
    case 'uncertainty':
    case 'disagreement':
      return mapText(current.language, `legend_${row.kind}`);
  }
}
