import { field, type Transaction } from "./fetch.ts";
import { format } from "./format.ts";

/** Where `redirect location|prefix|scheme …` leads, with its status. haproxy's configuration manual, "redirect". */
export function redirected(
  words: readonly string[],
  transaction: Transaction,
): { readonly status: number; readonly location: string | null } {
  const [kind = "", written = ""] = words;
  const at = words.indexOf("code");
  const status = at === -1 ? 302 : Number(words[at + 1]);
  const target = format(written, transaction);
  if (target === null || transaction.path === null)
    return { status, location: kind === "location" ? target : null };
  if (kind === "location") return { status, location: target };
  const path = words.includes("drop-query") ? (transaction.path.split("?")[0] ?? "") : transaction.path;
  if (kind === "prefix") return { status, location: (target === "/" ? "" : target) + path };
  const host = field("host", transaction);
  return { status, location: host == null ? null : `${target}://${host}${path}` };
}
