import type { EpochMs, Ms } from "../base/index.ts";
import type { KubePage } from "./kube-page.ts";
import { isoTime } from "./units.ts";

/** Schema of `faultline kube --json`. */
export const KUBE_SCHEMA = "faultline.kube/1";

/** The page as one JSON document. `null` stands for what could not be read, which `gaps` says why. */
export function kubeJsonText(
  { context, server, overview, gaps }: KubePage,
  { startedAt, took }: { readonly startedAt: EpochMs; readonly took: Ms },
): string {
  const { findings, ...rest } = overview;
  const faults = findings.filter(({ level }) => level === "fault").length;
  return `${JSON.stringify(
    {
      schema: KUBE_SCHEMA,
      context,
      server,
      startedAt: isoTime(startedAt),
      tookMs: Number(took.toFixed(1)),
      status: faults > 0 ? "faults" : "nothing-found",
      ...rest,
      findings,
      gaps,
    },
    null,
    2,
  )}\n`;
}

/** The document where nothing could be read. */
export const kubeUnreadText = (why: string, gaps: KubePage["gaps"]): string =>
  `${JSON.stringify({ schema: KUBE_SCHEMA, status: "unknown", why, findings: [], gaps }, null, 2)}\n`;
