import { conditionOf, holds } from "./condition.ts";
import type { Transaction } from "./fetch.ts";
import { format } from "./format.ts";
import { type HaproxyProxy, lastLine } from "./proxy.ts";

/** The backend that a frontend sends a request to, and why. */
export interface BackendChosen {
  /** `null`: there is none, or it cannot be told. */
  readonly backend: HaproxyProxy | null;
  /** Why it cannot be told; `null` where it can. */
  readonly why: string | null;
  readonly where: string;
  readonly because: string;
  readonly isDefault: boolean;
}

/** `use_backend` in order, then `default_backend`, then a `listen` itself. haproxy's configuration manual, "use_backend". */
export function chooseBackend(proxy: HaproxyProxy, transaction: Transaction): BackendChosen {
  const named = (name: string) =>
    transaction.proxies.find((each) => each.name === name && each.section.kind !== "frontend") ?? null;
  for (const { words, where } of proxy.lines.filter((line) => line.words[0] === "use_backend")) {
    const condition = conditionOf(words, proxy.lines);
    const because = `use_backend ${words[1]} ${condition?.text ?? "without a condition"}`;
    const unknown = (why: string): BackendChosen => ({
      backend: null,
      why,
      where,
      because,
      isDefault: false,
    });
    const applies = holds(condition, transaction);
    if (applies === null) return unknown(`whether "${because}" applies cannot be told (${where})`);
    if (!applies) continue;
    const name = format(words[1] ?? "", transaction);
    if (name === null) return unknown(`the name of the backend cannot be told (${where})`);
    const backend = named(name);
    if (backend !== null) return { backend, why: null, where, because, isDefault: false };
    // A name that is worked out and fits nothing leaves the request to the default one.
    break;
  }
  const fallback = lastLine(proxy.lines, "default_backend");
  const backend = fallback === null ? null : named(fallback.words[1] ?? "");
  const { where } = fallback ?? proxy.section;
  const isOnly = !proxy.lines.some(({ words }) => words[0] === "use_backend");
  if (fallback !== null && backend !== null) {
    const because = isOnly
      ? `default_backend ${backend.name}`
      : `no use_backend applies: default_backend ${backend.name}`;
    return { backend, why: null, where, because, isDefault: !isOnly };
  }
  if (proxy.section.kind === "listen")
    return { backend: proxy, why: null, where, because: "its own servers", isDefault: !isOnly };
  const because = isOnly ? "it names no backend" : "no use_backend applies, and there is no default_backend";
  return { backend: null, why: null, where, because, isDefault: true };
}
