import type { DrawnGeometry } from '../../map/geometry';
import type { FileFeature } from '../../map/file_import';
import type { FormPreset } from './FeatureForm.svelte';
import { shortened } from './imports';

/** Features of a file that go through the form one after the other. */
export class ImportQueue {
  /** What the map shows of a file that is being chosen from. */
  preview = $state.raw<readonly FileFeature[]>([]);
  /** What the form is opened with; undefined if what it is about was drawn. */
  preset = $state.raw<FormPreset>();
  private features: readonly FileFeature[] = [];
  private source = '';
  private at = 0;
  private ended: () => void = () => undefined;

  start(features: readonly FileFeature[], source: string, ended: () => void): void {
    this.features = features;
    this.source = source;
    this.ended = ended;
    this.at = 0;
  }

  /** The geometry of the next one; undefined after the last. */
  next(): DrawnGeometry | undefined {
    const feature = this.features[this.at];
    if (feature === undefined) {
      this.stop();
      return undefined;
    }
    this.at += 1;
    this.preset = {
      title: shortened(feature.title, 'title'),
      text: shortened(feature.text, 'text'),
      source: this.source,
      number: this.at,
      count: this.features.length,
      onstop: () => this.stop(),
    };
    return feature.geometry;
  }

  /** No more of them. */
  stop(): void {
    if (this.preset === undefined) return;
    this.features = [];
    this.preset = undefined;
    this.ended();
  }
}
