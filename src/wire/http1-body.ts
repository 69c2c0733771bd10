import { fieldOf, type HttpHead } from "./http1-head.ts";

/** How the end of a body is found. RFC 9112, section 6.3. */
export type BodyFraming =
  | { readonly by: "none" }
  | { readonly by: "length"; readonly octets: number }
  | { readonly by: "chunks" }
  | { readonly by: "close" }
  | { readonly by: "contradiction" };

/** The framing of an answer's body. `contradiction`: two lengths that differ, or one that is no number. */
export function framingOf({ status, fields }: HttpHead, method: string): BodyFraming {
  if (method === "HEAD" || status === 204 || status === 304 || status < 200) return { by: "none" };
  if (method === "CONNECT" && status < 300) return { by: "none" };
  const coding = fieldOf(fields, "transfer-encoding");
  if (coding !== null) return /(^|[,\s])chunked\s*$/i.test(coding) ? { by: "chunks" } : { by: "close" };
  const lengths = new Set((fieldOf(fields, "content-length") ?? "").split(",").map((text) => text.trim()));
  const [length = ""] = lengths;
  if (length === "" && lengths.size === 1) return { by: "close" };
  const octets = Number(length);
  if (lengths.size > 1 || !/^\d+$/.test(length) || !Number.isSafeInteger(octets))
    return { by: "contradiction" };
  return octets === 0 ? { by: "none" } : { by: "length", octets };
}

/** Takes a body as it comes and says when it is whole. */
export interface BodyReader {
  /** Takes the next octets, and hands the content among them to `take`. */
  push(octets: Uint8Array, take: (content: Uint8Array) => void): void;
  readonly state: "open" | "whole" | "malformed";
  /** Octets that came behind the end: they belong to no answer that was asked for. */
  readonly surplusOctets: number;
}

/** A reader for one body. It never holds more than a line of it. */
export function createBodyReader(framing: BodyFraming): BodyReader {
  if (framing.by === "chunks") return createChunkReader();
  let left = framing.by === "length" ? framing.octets : framing.by === "close" ? Number.POSITIVE_INFINITY : 0;
  let surplusOctets = 0;
  return {
    push(octets, take) {
      const content = octets.subarray(0, Math.min(left, octets.length));
      left -= content.length;
      surplusOctets += octets.length - content.length;
      if (content.length > 0) take(content);
    },
    get state() {
      if (framing.by === "contradiction") return "malformed";
      return left === 0 ? "whole" : "open";
    },
    get surplusOctets() {
      return surplusOctets;
    },
  };
}

/** Longer than any size with its extensions; RFC 9112, section 7.1.1 asks for a limit. Holds for a trailer line too. */
const MAX_LINE_OCTETS = 8 * 1024;

/**
 * Chunks. RFC 9112, section 7.1.
 *
 *     size ──▶ content ──▶ content-end ──▶ size … 0 ──▶ trailer ──▶ (empty line) whole
 */
function createChunkReader(): BodyReader {
  let phase: "size" | "content" | "content-end" | "trailer" | "whole" | "malformed" = "size";
  let line = "";
  let left = 0;
  let surplusOctets = 0;

  function takeLine(text: string): void {
    if (phase === "size") {
      const size = /^([0-9a-fA-F]{1,13})[ \t]*(;.*)?$/.exec(text)?.[1];
      left = Number.parseInt(size ?? "", 16);
      phase = size === undefined ? "malformed" : left === 0 ? "trailer" : "content";
    } else if (phase === "content-end") phase = text === "" ? "size" : "malformed";
    else if (phase === "trailer" && text === "") phase = "whole";
  }

  return {
    push(octets, take) {
      let at = 0;
      while (at < octets.length && phase !== "malformed") {
        if (phase === "whole") {
          surplusOctets += octets.length - at;
          return;
        }
        if (phase === "content") {
          const content = octets.subarray(at, at + left);
          take(content);
          at += content.length;
          left -= content.length;
          if (left === 0) phase = "content-end";
          continue;
        }
        const end = octets.indexOf(0x0a, at);
        line += Buffer.from(octets.subarray(at, end === -1 ? octets.length : end)).toString("latin1");
        at = end === -1 ? octets.length : end + 1;
        if (line.length > MAX_LINE_OCTETS) phase = "malformed";
        else if (end !== -1) {
          const text = line.endsWith("\r") ? line.slice(0, -1) : line;
          line = "";
          takeLine(text);
        }
      }
    },
    get state() {
      return phase === "whole" || phase === "malformed" ? phase : "open";
    },
    get surplusOctets() {
      return surplusOctets;
    },
  };
}
