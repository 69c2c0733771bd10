import type { Evidence } from "../../../evidence/index.ts";

/** The first extended error that goes with a SERVFAIL, as a person reads it; `null` where there is none. RFC 8914. */
export function extendedErrorOf(exchanges: readonly Evidence<"dns-exchange">[]): string | null {
  const error = exchanges
    .filter(({ value }) => value.rcode === "SERVFAIL")
    .flatMap(({ value }) => value.extendedErrors)
    .at(0);
  if (error === undefined) return null;
  return `EDE ${error.code} ${error.name}${error.text === "" ? "" : `: ${error.text}`}`;
}
