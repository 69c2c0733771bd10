import { isInNetwork } from "../address-match.ts";
import type { Sample, Transaction } from "./fetch.ts";
import { matchesText, type TextMatch } from "./match.ts";

const unknown: Sample = { type: "unknown" };
const none: Sample = { type: "none" };

/** What a converter makes of a value; `unknown` for one that is not known here. haproxy's configuration manual, section 7.3.1. */
export function convert(value: Sample, written: string, transaction: Transaction): Sample {
  const [, name = "", inside = ""] = /^(\w+)(?:\((.*)\))?$/.exec(written.trim()) ?? [];
  const given = inside.split(",");
  if (value.type === "none" || value.type === "unknown") {
    // A map with a default has one for the absence of its match, not of its input.
    return value;
  }
  const each = (change: (text: string) => string): Sample =>
    value.type === "text" ? { type: "text", values: value.values.map(change) } : unknown;
  switch (name) {
    case "lower":
      return each((text) => text.toLowerCase());
    case "upper":
      return each((text) => text.toUpperCase());
    case "host_only":
      return each((text) => text.replace(/:\d*$/, ""));
    case "length":
      return value.type === "text"
        ? { type: "number", values: value.values.map((text) => text.length) }
        : unknown;
    case "field":
    case "word": {
      const index = Number(given[0]);
      const delimiter = given[1] ?? "";
      if (!Number.isInteger(index) || index === 0 || delimiter.length !== 1 || given.length > 2)
        return unknown;
      return each((text) => {
        const parts = text.split(delimiter).filter((part) => name === "field" || part !== "");
        return parts.at(index > 0 ? index - 1 : index) ?? "";
      });
    }
    case "concat":
    case "debug":
      return inside === "" ? value : unknown;
    default:
      return name === "map" || name.startsWith("map_") ? mapped(value, name, given, transaction) : unknown;
  }
}

const ways: Readonly<Record<string, TextMatch | "ip">> = {
  map: "str",
  map_str: "str",
  map_beg: "beg",
  map_end: "end",
  map_sub: "sub",
  map_dir: "dir",
  map_dom: "dom",
  map_reg: "reg",
  map_ip: "ip",
};

/** A file with a key and a value in each line: the first that fits. */
function mapped(
  value: Sample,
  name: string,
  [path = "", fallback]: readonly string[],
  { lines }: Transaction,
): Sample {
  const way = ways[name];
  const rows = lines(path);
  const [input] =
    value.type === "text" ? value.values.slice(-1) : value.type === "address" ? [value.value] : [];
  if (way === undefined || rows === null || input === undefined) return unknown;
  for (const row of rows) {
    const [, key = "", result = ""] = /^\s*(\S+)\s+(.*?)\s*$/.exec(row) ?? [];
    const fits =
      way === "ip" ? isInNetwork(input, key) : matchesText(input, key, { way, ignoresCase: false });
    if (fits === null && way !== "ip") return unknown;
    if (fits === true) return { type: "text", values: [result] };
  }
  return fallback === undefined ? none : { type: "text", values: [fallback] };
}
