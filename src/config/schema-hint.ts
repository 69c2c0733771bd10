import { z } from "zod";
import { printable } from "./quote.ts";
import { configSchema } from "./schema.ts";
import type { Step } from "./yaml-places.ts";

/** What is wrong with one value, and what is wanted in its place. */
export interface Complaint {
  readonly path: readonly Step[];
  /** An unknown key under `path`; `null` where a value is wrong. */
  readonly key: string | null;
  readonly what: string;
  readonly wanted: string;
}

/** All that is wrong with a configuration, in words; one at least. */
export function complaintsOf(error: z.ZodError): readonly Complaint[] {
  const isStrange = (path: readonly unknown[]) =>
    error.issues.some((issue) => issue.code === "unrecognized_keys" && String(issue.path) === String(path));
  return error.issues.flatMap((issue): readonly Complaint[] => {
    // That nothing else was said there follows from a key that is misspelt.
    if (issue.code === "custom" && isStrange(issue.path)) return [];
    const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
    if (issue.code === "unrecognized_keys") {
      const keys = keysAt(path);
      const wanted = (key: string) => {
        const meant = nearest(key, keys);
        return `Write ${meant === null ? "" : `${meant}, or `}one of: ${keys.join(", ")}`;
      };
      return issue.keys.map((key) => ({ path, key, what: "there is no such key", wanted: wanted(key) }));
    }
    if (issue.code === "invalid_key") {
      const wanted = "Use letters, digits, dots and dashes, 63 at most";
      return [{ path, key: null, what: "it is no name of a vantage", wanted }];
    }
    return [{ path, key: null, what: whatIs(issue), wanted: wantedAt(path) }];
  });
}

/** The key that was meant, where only its case or its dashes differ. */
function nearest(written: string, keys: readonly string[]): string | null {
  const plain = (key: string) => key.replace(/[-_]/g, "").toLowerCase();
  return keys.find((key) => plain(key) === plain(written)) ?? null;
}

function whatIs(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.message.includes("received undefined")
        ? "it is missing"
        : `it must be ${kindOf(issue.expected)}`;
    case "invalid_union":
      return "it is neither a text nor a number that can be used";
    case "invalid_value":
      return `it must be ${issue.values
        .map((value) => String(value))
        .join(", ")
        .replace(/, ([^,]*)$/, " or $1")}`;
    case "too_small":
      return "it is empty or too small";
    case "too_big":
      return "it is too long";
    default:
      return issue.message;
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  object: "a map of keys and values",
  record: "a map of names and values",
  array: "a list",
  boolean: "true or false",
};

const kindOf = (expected: string): string => kinds[expected] ?? expected;

/** The part of the schema that a path leads to; `null` where it leads out of it. */
function schemaAt(path: readonly Step[]): z.ZodType | null {
  let here: unknown = configSchema;
  for (const step of path) {
    here = unwrap(here);
    if (here instanceof z.ZodObject) here = here.shape[String(step)];
    else if (here instanceof z.ZodArray) here = here.element;
    else if (here instanceof z.ZodRecord) here = here.valueType;
    else return null;
  }
  return here instanceof z.ZodType ? here : null;
}

const unwrap = (schema: unknown): unknown =>
  schema instanceof z.ZodOptional ? unwrap(schema.unwrap()) : schema;

function keysAt(path: readonly Step[]): readonly string[] {
  const schema = unwrap(schemaAt(path));
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function wantedAt(path: readonly Step[]): string {
  const schema = schemaAt(path);
  const inner = unwrap(schema);
  const about = schema?.meta() ?? (inner instanceof z.ZodType ? inner.meta() : undefined);
  const examples = about?.["examples"];
  const example: unknown = Array.isArray(examples) ? examples[0] : undefined;
  const key = path.findLast((step) => typeof step === "string");
  if (example !== undefined) {
    return `Write for example ${typeof path.at(-1) === "number" ? `- ${example}` : `${printable(String(key))}: ${example}`}`;
  }
  return inner instanceof z.ZodObject
    ? `Write a map with: ${keysAt(path).join(", ")}`
    : "See faultline.schema.json";
}
