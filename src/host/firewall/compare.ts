import { asList, asObject, asText, type Json } from "../json.ts";
import { numbersOf, scalarOf } from "./symbols.ts";
import type { Value } from "./value.ts";

/** Yes, no, or not known. */
export type Truth = boolean | null;

/** What is true where one of many is. */
export const anyOf = (truths: Iterable<Truth>): Truth => {
  let answer: Truth = false;
  for (const truth of truths) {
    if (truth === true) return true;
    if (truth === null) answer = null;
  }
  return answer;
};

const not = (truth: Truth): Truth => (truth === null ? null : !truth);

/** Types whose names are bits that are asked for one by one. */
const isFlags = (value: Value): boolean =>
  (value.kind === "range" || value.kind === "bits") &&
  (value.type === "ct-state" || value.type === "ct-status" || value.type === "tcp-flags");

/**
 * Whether a comparison holds. libnftables-json(5), "MATCH": `in` asks for any of some flags, `!` for none of them.
 *
 * @param elements What the right side names, where it is a set: its elements.
 */
export function compare(op: string, left: Value, right: Json, elements: readonly Json[] | null): Truth {
  if (left.kind === "absent") return false;
  if (left.kind === "unknown") return null;
  if (elements !== null) {
    const within = anyOf(elements.map((element) => isElement(left, element)));
    return op === "!=" ? not(within) : op === "==" || op === "in" ? within : null;
  }
  switch (op) {
    case "==":
      return equals(left, right);
    case "!=":
      return not(equals(left, right));
    case "in":
      return isFlags(left) ? hasAny(left, right) : equals(left, right);
    case "!":
      return isFlags(left) ? not(hasAny(left, right)) : not(equals(left, right));
    default:
      return ordered(op, left, right);
  }
}

/** Whether a value is what a set's element stands for; the wildcard `*` takes everything. */
export function isElement(value: Value, element: Json): Truth {
  const { elem } = asObject(element);
  if (elem !== undefined) {
    const { val, limit, quota, "ct count": count } = asObject(elem);
    const truth = isElement(value, val ?? null);
    // An element with a rate of its own takes some packets and not others.
    const isBare = limit === undefined && quota === undefined && count === undefined;
    return truth === true && !isBare ? null : truth;
  }
  return element === "*" && value.kind !== "text" ? true : equals(value, element);
}

function equals(left: Value, right: Json): Truth {
  switch (left.kind) {
    case "absent":
      return false;
    case "unknown":
      return null;
    case "text":
      return isNamed(left.text, right);
    case "tuple": {
      const { concat } = asObject(right);
      const parts = asList(concat);
      if (parts.length !== left.parts.length) return null;
      let answer: Truth = true;
      for (const [index, part] of left.parts.entries()) {
        const truth = isElement(part, parts[index] ?? null);
        if (truth === false) return false;
        if (truth === null) answer = null;
      }
      return answer;
    }
    case "range": {
      const numbers = numbersOf(left.type, right);
      if (numbers === null) return null;
      if (left.high < numbers.low || left.low > numbers.high) return false;
      return left.low >= numbers.low && left.high <= numbers.high ? true : null;
    }
    case "bits": {
      const one = scalarOf(left.type, right);
      if (one === null) return null;
      const { known, value } = left.bits;
      if (((Number(one & 0xffff_ffffn) ^ value) & known) !== 0) return false;
      return known >>> 0 === 0xffff_ffff ? true : null;
    }
  }
}

/** Interfaces by name; a `*` at the end takes every name that begins so. */
function isNamed(text: string, right: Json): Truth {
  const { range } = asObject(right);
  if (range !== undefined) return null;
  const name = asText(right);
  if (name === null) return null;
  // A backslash before the star is a star in the name itself.
  if (name.endsWith("\\*")) return text === `${name.slice(0, -2)}*`;
  return name.endsWith("*") ? text.startsWith(name.slice(0, -1)) : text === name;
}

function hasAny(left: Value, right: Json): Truth {
  if (left.kind !== "range" && left.kind !== "bits") return null;
  const mask = scalarOf(left.type, right);
  if (mask === null) return null;
  if (left.kind === "range") return left.low === left.high ? (left.low & mask) !== 0n : null;
  const { known, value } = left.bits;
  const asked = Number(mask & 0xffff_ffffn);
  if ((value & known & asked) !== 0) return true;
  return (asked & ~known) === 0 ? false : null;
}

function ordered(op: string, left: Value, right: Json): Truth {
  if (left.kind !== "range") return null;
  const one = scalarOf(left.type, right);
  if (one === null) return null;
  switch (op) {
    case "<":
      return left.high < one ? true : left.low >= one ? false : null;
    case "<=":
      return left.high <= one ? true : left.low > one ? false : null;
    case ">":
      return left.low > one ? true : left.high <= one ? false : null;
    case ">=":
      return left.low >= one ? true : left.high < one ? false : null;
    default:
      return null;
  }
}
