import { control } from "../tcp/sequence.ts";
import type { Direction } from "./direction.ts";
import { Boxes } from "./find-parts.ts";
import { NumberLine } from "./number-line.ts";
import { edgesOf, isReset, packetEnd } from "./packet-word.ts";
import type { Traffic } from "./traffic.ts";

/** What the ends' own numbers are read from. */
interface WitnessAsked {
  readonly direction: Direction;
  readonly isTcp: boolean;
  /** Rows of the other direction, at the receiver's place and at the sender's. */
  readonly answersDown: Int32Array;
  readonly answersUp: Int32Array;
  /** Maps a time at the sender's place to the receiver's clock. */
  readonly toReceiver: (time: number) => number;
}

/** What the two ends say themselves, by their sequence and acknowledgement numbers or their answers, of packets that a capture lacks. */
export interface Witness {
  /** Octets of a packet's data that the receiver's place never saw, in whatever copy. */
  missingAtReceiver(row: number): number;
  /** Whether the receiver's end has it, by what it answered at its own place, though its capture never saw it. */
  wasTaken(row: number, time: number, missing: number): boolean;
  /** Another SYN or FIN of the same number came to the receiver's place. */
  hasCopyThere(row: number): boolean;
  /** The answer of the query came to the sender's place: it had asked. */
  wasAnswered(row: number): boolean;
  /**
   * Of a packet that takes a place in the stream: octets that the sender's place never saw, where the sender had by then sent so far;
   * `null` where it had not.
   */
  sentUnseen(row: number, leftAt: number): number | null;
}

/** Asks the ends of one direction. What is costly is made when it is first needed. */
export function createWitness({
  direction,
  isTcp,
  answersDown,
  answersUp,
  toReceiver,
}: WitnessAsked): Witness {
  const { up, down, upRows, downRows } = direction;
  const acked = new NumberLine(down, answersDown, (row) =>
    ((down.prints.bits[row] ?? 0) & control.ack) === 0 ? null : (down.prints.ack[row] ?? 0),
  );
  const sent = new NumberLine(up, upRows, (row) =>
    ((up.prints.bits[row] ?? 0) & control.rst) === 0 ? packetEnd(up, row) : null,
  );
  const seenDown = lazily(() => new Boxes(down, downRows, () => true));
  const seenUp = lazily(() => new Boxes(up, upRows, () => true));
  const numbersOf = ({ prints }: Traffic, rows: Int32Array) =>
    new Set(Array.from(rows, (row) => prints.sequence[row] ?? 0));
  const numbersDown = lazily(() => numbersOf(down, downRows));
  const numbersAnsweredDown = lazily(() => numbersOf(down, answersDown));
  const numbersAnsweredUp = lazily(() => numbersOf(up, answersUp));
  const edgesDown = lazily(() => edgesOf(down, downRows));

  const hasCopyThere = (row: number): boolean => {
    const sequence = ((up.prints.sequence[row] ?? 0) + direction.sequenceOffset) | 0;
    const kind = (up.prints.bits[row] ?? 0) & (control.syn | control.fin);
    return kind !== 0 && edgesDown().has(sequence * 4 + kind);
  };
  /** The query's answer left there, though no copy of the query was seen. */
  const answered = (row: number): boolean => {
    const query = up.prints.sequence[row] ?? 0;
    return (query & 1) === 0 && !numbersDown().has(query) && numbersAnsweredDown().has(query | 1);
  };
  return {
    hasCopyThere,
    missingAtReceiver(row) {
      const sequence = ((up.prints.sequence[row] ?? 0) + direction.sequenceOffset) | 0;
      return seenDown().missing(sequence, up.prints.data[row] ?? 0, () => true);
    },
    wasTaken(row, time, missing) {
      if (!isTcp) return answered(row);
      const bits = up.prints.bits[row] ?? 0;
      const takes = (bits & (control.syn | control.fin)) !== 0;
      const data = up.prints.data[row] ?? 0;
      if ((bits & control.rst) !== 0 || (data === 0 && !takes) || (data > 0 && missing === 0)) return false;
      // Another copy of a SYN or FIN may be what was acknowledged.
      if (takes && data === 0 && hasCopyThere(row)) return false;
      const end = (packetEnd(up, row) + direction.sequenceOffset) | 0;
      return acked.reaches(end, toReceiver(time));
    },
    wasAnswered(row) {
      const query = down.prints.sequence[row] ?? 0;
      return (query & 1) === 0 && numbersAnsweredUp().has(query | 1);
    },
    sentUnseen(row, leftAt) {
      const data = down.prints.data[row] ?? 0;
      const begin = ((down.prints.sequence[row] ?? 0) - direction.sequenceOffset) | 0;
      const end = (packetEnd(down, row) - direction.sequenceOffset) | 0;
      if (!sent.reaches(end, leftAt)) return null;
      return data === 0 ? 0 : seenUp().missing(begin, data, () => true);
    },
  };
}

/** Whether a packet takes a place in the stream: then the ends' own numbers tell of it. */
export function isNumbered(traffic: Traffic, row: number): boolean {
  const takes = ((traffic.prints.bits[row] ?? 0) & (control.syn | control.fin)) !== 0;
  return !isReset(traffic, row) && ((traffic.prints.data[row] ?? 0) > 0 || takes);
}

/** Made when it is first asked for. */
export function lazily<T>(make: () => T): () => T {
  let made: T | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
