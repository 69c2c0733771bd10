import { sample, type Transaction } from "./fetch.ts";

/** A format such as `be_%[req.hdr(host),lower]` with its samples in place; `null` where one cannot be told. */
export function format(text: string, transaction: Transaction): string | null {
  let isKnown = true;
  const replaced = text.replaceAll(
    /%(?:%|\[((?:[^\]"]|"[^"]*")*)\]|\{[^}]*\}\w+|\w+)/g,
    (piece: string, inner?: string) => {
      if (piece === "%%") return "%";
      const value = inner === undefined ? null : sample(inner.trim(), transaction);
      if (value?.type === "none") return "";
      if (value?.type === "text") return value.values.at(-1) ?? "";
      if (value?.type === "number") return String(value.values.at(-1) ?? 0);
      if (value?.type === "address") return value.value;
      isKnown = false;
      return "";
    },
  );
  return isKnown ? replaced : null;
}
