import { Aspect } from '../../gen/samlad/v1/evaluation_pb';
import { parseId } from '../../picture/ids';
import type { Keep } from '../../picture/store';
import { KeptDraft } from '../collaboration/kept_draft.svelte';
import type { AnnotatedPlace } from './annotations';

const FRESH = {
  // Positions as text, since what is kept knows no 64-bit numbers; empty while nothing is written.
  seq: '',
  untilSeq: '',
  timeMs: 0,
  asActor: '',
  about: [] as string[],
  title: '',
  text: '',
  aspect: Aspect.ASPECT_UNSPECIFIED,
};

/**
 * The annotation that a person is writing, at the place where they began it, wherever the replay has
 * gone since. It survives the page. Make it while a component is being made.
 */
export class NewAnnotation {
  readonly draft: KeptDraft<typeof FRESH>;
  /** Counts how often somebody has asked to write: the form takes the keyboard anew. */
  asked = $state(0);
  private prefilled = '';

  constructor(keep: Keep, name: string) {
    this.draft = new KeptDraft(keep, name, FRESH);
  }

  /** Undefined while nothing is written. */
  get place(): AnnotatedPlace | undefined {
    const { seq, untilSeq, timeMs, asActor, about } = this.draft.value;
    if (!/^\d+$/.test(seq)) return undefined;
    return {
      seq: BigInt(seq),
      untilSeq: /^\d+$/.test(untilSeq) ? BigInt(untilSeq) : 0n,
      timeMs,
      asActor: parseId(asActor),
      about: about.map(parseId).filter((id) => id !== undefined),
    };
  }

  /** What is being written already stays where it is. */
  begin(place: AnnotatedPlace, title: string): void {
    this.asked++;
    const { value } = this.draft;
    const isTouched = value.text !== '' || value.title !== this.prefilled;
    if (this.place && isTouched) return;
    this.prefilled = title;
    Object.assign(value, {
      seq: String(place.seq),
      untilSeq: '',
      timeMs: place.timeMs,
      asActor: place.asActor ?? '',
      about: [...place.about],
      title,
    });
  }

  /** Up to `seq`, or a moment again. */
  stretchTo(seq: bigint | undefined): void {
    this.draft.value.untilSeq = seq === undefined ? '' : String(seq);
  }

  drop(): void {
    this.draft.drop();
  }
}
