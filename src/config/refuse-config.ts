import { FaultlineError } from "../base/index.ts";
import { printable } from "./quote.ts";
import type { Step } from "./yaml-places.ts";

/** Says where a configuration is wrong, how, and what is wanted. @throws FaultlineError `BAD_CONFIG`, always. */
export function refuseAt(
  path: string,
  { line, key }: { readonly line: number; readonly key: readonly Step[] },
  { what, wanted }: { readonly what: string; readonly wanted: string },
): never {
  const place = key.length === 0 ? `line ${line}` : `line ${line}, ${printable(key.join("."))}`;
  throw new FaultlineError(
    "BAD_CONFIG",
    `Cannot use "${printable(path)}": ${place}: ${printable(what)}\n${printable(wanted)}`,
  );
}
