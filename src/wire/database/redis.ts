import { databaseText, type Framed, MOST_MESSAGE_OCTETS } from "./framed.ts";

/** One reply of RESP2. */
export type RedisReply =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "error"; readonly code: string; readonly message: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "null" }
  | { readonly kind: "array"; readonly items: readonly RedisReply[] };

/** The longest line: simple strings and errors are short. */
const MOST_LINE = 64 * 1024;

/** Deepest nesting and most items of an array that are taken: our own commands have answers that are flatter. */
const [MOST_DEPTH, MOST_ITEMS] = [8, 100_000];

/** A command as an array of bulk strings. RESP, "Sending commands". */
export const encodeRedisCommand = (...words: readonly string[]): Uint8Array =>
  Buffer.from(
    `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`,
    "utf8",
  );

/** One reply at the start of `octets`. */
export function readRedisReply(octets: Uint8Array): Framed<RedisReply> {
  const read = replyAt(octets, 0, 0);
  return typeof read === "string" ? read : { message: read.reply, octets: read.next };
}

type ReadAt = { readonly reply: RedisReply; readonly next: number } | "more" | "strange";

function replyAt(octets: Uint8Array, at: number, depth: number): ReadAt {
  const type = octets[at];
  if (type === undefined) return "more";
  if (!types.has(type)) return "strange";
  const end = octets.indexOf(0x0a, at);
  if (end === -1) return octets.length - at > MOST_LINE ? "strange" : "more";
  if (octets[end - 1] !== 0x0d || end - at > MOST_LINE) return "strange";
  const line = databaseText(octets.subarray(at + 1, end - 1));
  const next = end + 1;
  switch (String.fromCharCode(type)) {
    case "+":
      return { reply: { kind: "text", text: line }, next };
    case "-":
      return { reply: errorOf(line), next };
    case ":":
      return /^[+-]?\d{1,19}$/.test(line)
        ? { reply: { kind: "number", value: Number(line) }, next }
        : "strange";
    case "$":
      return bulkAt(octets, next, line);
    default:
      return arrayAt(octets, next, { line, depth });
  }
}

const types: ReadonlySet<number> = new Set([..."+-:$*"].map((type) => type.charCodeAt(0)));

/** The first word is a code where it is in capitals. RESP, "Simple errors". */
function errorOf(line: string): RedisReply {
  const code = /^[A-Z][A-Z0-9_]{1,31}\b/.exec(line)?.[0] ?? "ERR";
  return { kind: "error", code, message: line };
}

function bulkAt(octets: Uint8Array, at: number, line: string): ReadAt {
  if (line === "-1") return { reply: { kind: "null" }, next: at };
  const length = /^\d{1,9}$/.test(line) ? Number(line) : Number.POSITIVE_INFINITY;
  if (length > MOST_MESSAGE_OCTETS) return "strange";
  const end = at + length;
  if (octets.length < end + 2) return "more";
  if (octets[end] !== 0x0d || octets[end + 1] !== 0x0a) return "strange";
  return { reply: { kind: "text", text: databaseText(octets.subarray(at, end)) }, next: end + 2 };
}

function arrayAt(
  octets: Uint8Array,
  at: number,
  { line, depth }: { readonly line: string; readonly depth: number },
): ReadAt {
  if (line === "-1") return { reply: { kind: "null" }, next: at };
  const count = /^\d{1,9}$/.test(line) ? Number(line) : Number.POSITIVE_INFINITY;
  if (count > MOST_ITEMS || depth >= MOST_DEPTH) return "strange";
  const items: RedisReply[] = [];
  let next = at;
  while (items.length < count) {
    const item = replyAt(octets, next, depth + 1);
    if (typeof item === "string") return item;
    items.push(item.reply);
    next = item.next;
  }
  return { reply: { kind: "array", items }, next };
}
