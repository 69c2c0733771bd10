import { asList, asObject, asText, type Json } from "../json.ts";

/** A rule as nft(8) writes it, without its counters. */
export const ruleText = (statements: readonly Json[]): string =>
  statements
    .map(statementText)
    .filter((text) => text !== "")
    .join(" ")
    .slice(0, MAX_LENGTH);

/** Octets of one rule's text: an anonymous set may hold thousands of addresses. */
const MAX_LENGTH = 1_000;

const bare = new Set(["accept", "drop", "return", "continue", "notrack"]);

function statementText(statement: Json): string {
  const [[name, body] = ["", null]] = Object.entries(asObject(statement));
  const inner = asObject(body);
  if (bare.has(name)) return name;
  switch (name) {
    case "counter":
      return typeof body === "string" ? `counter name ${quoted(body)}` : "counter";
    case "match":
      return matchText(inner);
    case "jump":
    case "goto":
      return `${name} ${asText(inner["target"]) ?? "?"}`;
    case "vmap":
      return `${expressionText(inner["key"] ?? null)} vmap ${expressionText(inner["data"] ?? null)}`;
    case "reject":
      return rejectText(inner);
    case "dnat":
    case "snat":
    case "redirect":
    case "masquerade":
    case "tproxy":
      return translationText(name, inner);
    case "log":
      return [
        "log",
        ...Object.entries(inner).map(([key, value]) => `${key} ${plain(key, value ?? null)}`),
      ].join(" ");
    case "limit": {
      if (typeof body === "string") return `limit name ${quoted(body)}`;
      const { rate, per, inv, rate_unit } = inner;
      const unit = rate_unit === undefined || rate_unit === "packets" ? "" : ` ${expressionText(rate_unit)}`;
      return `limit rate ${inv === true ? "over " : ""}${expressionText(rate ?? null)}${unit}/${expressionText(per ?? null)}`;
    }
    case "quota":
      return typeof body === "string"
        ? `quota name ${quoted(body)}`
        : `quota ${inner["inv"] === true ? "over " : ""}${expressionText(inner["val"] ?? null)} ${expressionText(inner["val_unit"] ?? null)}`;
    case "ct count":
      return `ct count ${inner["inv"] === true ? "over " : ""}${expressionText(inner["val"] ?? null)}`;
    case "mangle":
      return `${expressionText(inner["key"] ?? null)} set ${ofField(inner["key"] ?? null, inner["value"] ?? null)}`;
    case "set": {
      const statements = asList(inner["stmt"]).map(statementText).join(" ");
      const element = [expressionText(inner["elem"] ?? null), statements]
        .filter((text) => text !== "")
        .join(" ");
      return `${asText(inner["op"]) ?? "add"} ${asText(inner["set"]) ?? "?"} { ${element} }`;
    }
    case "meter": {
      const stmt = inner["stmt"] ?? null;
      return `meter ${asText(inner["name"]) ?? "?"} { ${expressionText(inner["key"] ?? null)} ${statementText(stmt)} }`;
    }
    case "queue":
      return inner["num"] === undefined ? "queue" : `queue num ${expressionText(inner["num"])}`;
    case "flow":
      return `flow ${asText(inner["op"]) ?? "add"} ${asText(inner["flowtable"]) ?? "?"}`;
    case "xt":
      return `xt ${asText(inner["type"]) ?? ""} ${asText(inner["name"]) ?? ""}`.trim();
    default:
      return body === null ? name : `${name} ${typeof body === "object" ? "…" : String(body)}`;
  }
}

const quoted = (text: string): string => JSON.stringify(text);

const plain = (key: string, value: Json): string =>
  key === "prefix" && typeof value === "string" ? quoted(value) : expressionText(value);

/** Names that nft(8) writes without `meta`. Its parser, meta_key_unqualified. */
const unqualified = new Set(["iif", "iifname", "oif", "oifname", "iifgroup", "oifgroup"]);

function matchText({ op, left, right }: Readonly<Record<string, Json | undefined>>): string {
  const [name, of] = [asText(op) ?? "==", left ?? null];
  const { "&": masked } = asObject(of);
  const [field = null, mask = null] = asList(masked);
  const flags = asObject(asObject(field)["payload"])["field"] === "flags";
  // `tcp flags syn / fin,syn,rst,ack` is how nft writes the mask of flags.
  if (masked !== undefined && flags && (name === "==" || name === "!=")) {
    const not = name === "!=" ? "!= " : "";
    return `${expressionText(field)} ${not}${expressionText(right ?? null)} / ${expressionText(mask)}`;
  }
  const { fib } = asObject(of);
  if (asObject(fib)["result"] === "oif" && typeof right === "boolean") {
    return `${expressionText(of)} ${right ? "exists" : "missing"}`;
  }
  const { exthdr, "tcp option": option } = asObject(of);
  if ((exthdr ?? option) !== undefined && typeof right === "boolean") {
    return `${expressionText(of)} ${right ? "exists" : "missing"}`;
  }
  const isImplied =
    name === "in" ||
    (name === "==" &&
      masked === undefined &&
      !(isFlagField(of) && typeof right === "string" && !right.startsWith("@")));
  const marked =
    isMark(of) && typeof right === "number"
      ? hexadecimal(right)
      : isInterface(of) && typeof right === "string" && !right.startsWith("@")
        ? quoted(right)
        : null;
  return [expressionText(of), isImplied ? "" : name, marked ?? rightText(of, right ?? null)]
    .filter((text) => text !== "")
    .join(" ");
}

const isFlagField = (json: Json): boolean => asObject(asObject(json)["payload"])["field"] === "flags";
const isMark = (json: Json): boolean => {
  const { meta, ct, "&": masked } = asObject(json);
  const [field = null] = asList(masked);
  return (
    asObject(meta)["key"] === "mark" ||
    asObject(ct)["key"] === "mark" ||
    (masked !== undefined && isMark(field))
  );
};
const isInterface = (json: Json): boolean =>
  ["iif", "iifname", "oif", "oifname"].includes(asText(asObject(asObject(json)["meta"])["key"]) ?? "");

const hexadecimal = (value: number): string => `0x${value.toString(16).padStart(8, "0")}`;

const ofField = (field: Json, value: Json): string =>
  isMark(field) && typeof value === "number" ? hexadecimal(value) : expressionText(value);

function rightText(left: Json, right: Json): string {
  const { set } = asObject(right);
  if (set === undefined || !isInterface(left)) return expressionText(right);
  return `{ ${asList(set)
    .map((one) => (typeof one === "string" ? quoted(one) : expressionText(one)))
    .join(", ")} }`;
}

function rejectText({ type, expr }: Readonly<Record<string, Json | undefined>>): string {
  if (type === undefined) return "reject";
  return type === "tcp reset"
    ? "reject with tcp reset"
    : `reject with ${asText(type) ?? "?"} ${asText(expr) ?? ""}`.trim();
}

function translationText(
  name: string,
  { family, addr, port, flags, type_flags }: Readonly<Record<string, Json | undefined>>,
): string {
  const isSix = family === "ip6" && typeof addr === "string" && port !== undefined;
  const to = addr === undefined ? "" : isSix ? `[${expressionText(addr)}]` : expressionText(addr);
  const at = port === undefined ? "" : `:${expressionText(port)}`;
  const kind = [asText(family), asText(type_flags)].filter((word) => word !== null).join(" ");
  const words = typeof flags === "string" ? [flags] : asList(flags).map((flag) => asText(flag) ?? "");
  const shown = words.filter((flag) => flag !== "netmap");
  return [name, kind, to + at === "" ? "" : `to ${to}${at}`, shown.join(",")]
    .filter((text) => text !== "")
    .join(" ");
}

/** An expression as nft(8) writes it. */
function expressionText(json: Json): string {
  if (json === null) return "";
  if (typeof json !== "object") return String(json);
  if (Array.isArray(json)) return asList(json).map(expressionText).join(",");
  const [[name, body] = ["", null]] = Object.entries(asObject(json));
  const inner = asObject(body);
  switch (name) {
    case "meta": {
      const key = asText(inner["key"]) ?? "?";
      return unqualified.has(key) ? key : `meta ${key}`;
    }
    case "payload":
      return inner["protocol"] === undefined
        ? `@${expressionText(inner["base"] ?? null)},${expressionText(inner["offset"] ?? null)},${expressionText(inner["len"] ?? null)}`
        : `${asText(inner["protocol"])} ${asText(inner["field"]) ?? "?"}`;
    case "ct":
      return ["ct", asText(inner["dir"]), asText(inner["key"])].filter((word) => word !== null).join(" ");
    case "fib":
      return `fib ${asList(inner["flags"]).map(expressionText).join(" . ")} ${asText(inner["result"]) ?? "?"}`;
    case "concat":
      return asList(body).map(expressionText).join(" . ");
    case "set":
      return `{ ${(Array.isArray(body) ? asList(body) : [body ?? null]).map(elementText).join(", ")} }`;
    case "elem":
      return expressionText(inner["val"] ?? null);
    case "prefix":
      return `${expressionText(inner["addr"] ?? null)}/${expressionText(inner["len"] ?? null)}`;
    case "range":
      return asList(body).map(expressionText).join("-");
    case "map":
      return `${expressionText(inner["key"] ?? null)} map ${expressionText(inner["data"] ?? null)}`;
    case "&":
    case "|":
    case "^":
    case "<<":
    case ">>":
      return bitwiseText(name, asList(body));
    case "numgen":
      return `numgen ${asText(inner["mode"]) ?? "?"} mod ${expressionText(inner["mod"] ?? null)}`;
    case "jhash":
      return `jhash ${expressionText(inner["expr"] ?? null)} mod ${expressionText(inner["mod"] ?? null)}`;
    case "symhash":
      return `symhash mod ${expressionText(inner["mod"] ?? null)}`;
    case "exthdr":
    case "tcp option":
    case "ip option":
      return [name, asText(inner["name"]), asText(inner["field"])].filter((word) => word !== null).join(" ");
    case "socket":
      return `socket ${asText(inner["key"]) ?? "?"}`;
    case "rt":
      return ["rt", asText(inner["family"]), asText(inner["key"])].filter((word) => word !== null).join(" ");
    case "accept":
    case "drop":
    case "jump":
    case "goto":
    case "return":
    case "continue":
      return statementText(json);
    default:
      return name;
  }
}

function bitwiseText(name: string, parts: readonly Json[]): string {
  const [left = null, right = null] = parts;
  const shown = isMark(left) && typeof right === "number" ? hexadecimal(right) : expressionText(right);
  return `${expressionText(left)} ${name} ${shown}`;
}

/** An element of a set, or of a map: key and data. */
const elementText = (element: Json): string =>
  Array.isArray(element) ? asList(element).map(expressionText).join(" : ") : expressionText(element);
