import type { BodyFraming } from "../../wire/index.ts";

/** Longer than any size with its extensions; a trailer line too. */
const MOST_LINE = 8 * 1024;
const LF = 0x0a;

/** Goes through a body by its lengths and does not look at its content. RFC 9112, sections 6 and 7.1. */
export class BodyHop {
  /** Octets of content seen, without the framing of chunks. */
  octets = 0;
  state: "open" | "whole" | "malformed" = "open";
  private readonly isChunked: boolean;
  /** Octets of content that are still to come: of the body, or of the chunk. */
  private left = 0;
  private phase: "size" | "content" | "content-end" | "trailer" = "content";
  private line = "";

  /** `null` where there is no body to go through. */
  static of(framing: BodyFraming): BodyHop | null {
    const has = framing.by === "chunks" || framing.by === "close" || framing.by === "length";
    return has ? new BodyHop(framing) : null;
  }

  private constructor(framing: BodyFraming) {
    this.isChunked = framing.by === "chunks";
    if (framing.by === "chunks") this.phase = "size";
    else if (framing.by === "length") this.left = framing.octets;
    else if (framing.by === "close") this.left = Number.POSITIVE_INFINITY;
    else this.state = framing.by === "contradiction" ? "malformed" : "whole";
  }

  /** Octets that need not be looked at. One is kept back, so that the body's end is always seen by `read`. */
  get passable(): number {
    return this.state === "open" && this.phase === "content" ? this.left - 1 : 0;
  }

  /** So many octets of content came, or are missing; fewer than `left`, or all of it. */
  pass(octets: number): void {
    this.octets += octets;
    this.left -= octets;
    if (this.left === 0) this.contentEnds();
  }

  /** Octets that are missing; false where they may hold more than content. */
  skip(octets: number): boolean {
    if (this.state !== "open" || this.phase !== "content" || octets > this.left) return false;
    this.pass(octets);
    return true;
  }

  /** Takes octets; gives back how many of them belong to the body. */
  read(octets: Uint8Array): number {
    let at = 0;
    while (at < octets.length && this.state === "open") {
      if (this.phase === "content") {
        const taken = Math.min(this.left, octets.length - at);
        at += taken;
        this.pass(taken);
        continue;
      }
      const end = octets.indexOf(LF, at);
      const piece = octets.subarray(at, Math.min(end === -1 ? octets.length : end, at + MOST_LINE + 1));
      this.line += Buffer.from(piece).toString("latin1");
      at = end === -1 ? octets.length : end + 1;
      if (this.line.length > MOST_LINE) this.state = "malformed";
      else if (end !== -1) this.takeLine();
    }
    return at;
  }

  private contentEnds(): void {
    if (this.isChunked) this.phase = "content-end";
    else this.state = "whole";
  }

  private takeLine(): void {
    const text = this.line.endsWith("\r") ? this.line.slice(0, -1) : this.line;
    this.line = "";
    if (this.phase === "size") {
      const size = /^([0-9a-fA-F]{1,13})[ \t]*(;.*)?$/.exec(text)?.[1];
      if (size === undefined) this.state = "malformed";
      this.left = size === undefined ? 0 : Number.parseInt(size, 16);
      this.phase = this.left === 0 ? "trailer" : "content";
    } else if (this.phase === "content-end") {
      if (text !== "") this.state = "malformed";
      this.phase = "size";
    } else if (text === "") this.state = "whole";
  }
}
