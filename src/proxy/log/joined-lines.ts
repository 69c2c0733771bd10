import type { EpochMs } from "../../base/index.ts";

/** Octets of a line and what is joined to it that are kept. */
const MOST_OCTETS = 8192;
/** Lines that are joined. */
const MOST_JOINED = 100;

/** A line with a time and those without that belong to it. */
export interface JoinedLine {
  readonly time: EpochMs;
  /** Its own octets, and how many of them are the first line. */
  readonly octets: Uint8Array;
  readonly first: number;
}

/** How traces go on: indented, or with these words. Java, Python, Go, Node, Ruby, .NET. */
const traceBegins =
  /^(?:\s|Caused by|Suppressed|Traceback|During handling|The above exception|goroutine \d|panic: |fatal error|\.\.\. \d|--->|\)|\}|\]|exit status|created by |(?:[\w$]{1,80}[.:]){0,12}[\w$]{0,80}(?:Error|Exception|Warning|Interrupt|Exit|Fault)\b)/;

/** Joins traces to their first line. Lines without a time that go on nothing are counted. */
export class LineJoiner {
  undated = 0;
  #parts: Uint8Array[] = [];
  #time: EpochMs = Number.NaN;
  #octets = 0;
  readonly #tell: (joined: JoinedLine) => void;

  constructor(tell: (joined: JoinedLine) => void) {
    this.#tell = tell;
  }

  /** @param time NaN where the line has none. */
  add(octets: Uint8Array, start: number, end: number, time: EpochMs): void {
    if (!Number.isNaN(time)) {
      this.flush();
      this.#time = time;
      this.#keep(octets, start, end);
      return;
    }
    const begin = Buffer.from(octets.buffer, octets.byteOffset + start, Math.min(end - start, 200)).toString(
      "latin1",
    );
    if (Number.isNaN(this.#time) || !traceBegins.test(begin)) this.undated += 1;
    else this.#keep(octets, start, end);
  }

  /** Tells of the last line: nothing more comes of it. */
  flush(): void {
    const [first] = this.#parts;
    if (first !== undefined) {
      const newline = new Uint8Array([0x0a]);
      const octets = Buffer.concat(
        this.#parts.flatMap((part, index) => (index === 0 ? [part] : [newline, part])),
      );
      this.#tell({ time: this.#time, octets, first: first.length });
    }
    this.#parts = [];
    this.#octets = 0;
    this.#time = Number.NaN;
  }

  #keep(octets: Uint8Array, start: number, end: number): void {
    const room = MOST_OCTETS - this.#octets;
    if (room <= 0 || this.#parts.length >= MOST_JOINED) return;
    const part = octets.slice(start, Math.min(end, start + room));
    this.#octets += part.length + 1;
    this.#parts.push(Uint8Array.from(part));
  }
}
