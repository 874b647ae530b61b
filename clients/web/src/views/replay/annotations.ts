import { create } from '@bufbuild/protobuf';
import { AnnotationSchema, type Annotation, type Aspect } from '../../gen/samlad/v1/evaluation_pb';
import type { HeldOf } from '../../picture/held';
import { bytesOf, idOf, namesSomething, type Id } from '../../picture/ids';
import type { Picture } from '../../picture/picture';

/** What a person writes of a moment. */
export interface AnnotationText {
  title: string;
  text: string;
  aspect: Aspect;
}

/** A moment of the evaluated incident, or a stretch of it, as a replay shows it. */
export interface AnnotatedPlace {
  readonly seq: bigint;
  /** 0: a moment. */
  readonly untilSeq: bigint;
  /** On the incident's clock. */
  readonly timeMs: number;
  /** Whose sight; undefined: one's own. */
  readonly asActor: Id | undefined;
  readonly about: readonly Id[];
}

/** An annotation as it is listed, with what waits on it. A value. */
export interface Annotated {
  readonly id: Id;
  /** The evaluation that it stands in. */
  readonly log: Id;
  readonly held: HeldOf<'annotation'>;
  readonly body: Annotation;
  readonly timeMs: number;
  readonly owner: Id;
  /** Who wrote it last. */
  readonly person: Id;
  /** Through whose sight it was seen. */
  readonly sight: Id;
  readonly state: 'pending' | 'refused' | undefined;
}

/** Of all evaluations, in the order of the log that they are about. */
export function annotationsOf(pictures: Iterable<Picture>): readonly Annotated[] {
  const all = [...pictures].flatMap((picture) =>
    picture.ofKind('annotation').map((held): Annotated => {
      const { body, item, change } = held;
      const owner = idOf(item.owner);
      return {
        id: held.id,
        log: picture.replica.incident,
        held,
        body,
        timeMs: Number(body.atMs),
        owner,
        person: idOf(change.person),
        sight: namesSomething(body.asActor) ? idOf(body.asActor) : owner,
        state: picture.pendingOn(held.id)?.state,
      };
    }),
  );
  return all.sort((a, b) => compare(a.body.seq, b.body.seq) || compare(a.id, b.id));
}

export function annotationAt(place: AnnotatedPlace, { title, text, aspect }: AnnotationText) {
  return create(AnnotationSchema, {
    seq: place.seq,
    untilSeq: place.untilSeq,
    atMs: BigInt(Math.round(place.timeMs)),
    asActor: place.asActor ? bytesOf(place.asActor) : new Uint8Array(),
    about: place.about.map(bytesOf),
    title: title.trim(),
    text: text.trim(),
    aspect,
  });
}

/** "#40", or "#40–52" for a stretch. */
export function placeName({ seq, untilSeq }: Annotation): string {
  return untilSeq === 0n ? `#${seq}` : `#${seq}–${untilSeq}`;
}

function compare<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** So many code points of it, which is how the schema counts. */
export function cut(text: string, length: number): string {
  return [...text].slice(0, length).join('');
}
