import { hostPort } from "../base/index.ts";
import type { ClockReading, Details, Evidence } from "../evidence/index.ts";

/** The Date field counts whole seconds, cut off. RFC 9110, section 6.6.1. */
const RESOLUTION = 1000;

/**
 * How far the server's clock is from this host's, by the `Date` of an answer; `null` where it has none, or where
 * the answer may be from a cache.
 *
 * The date was made at some time between the request and the answer, and its fraction is lost:
 *
 *     observedAt ──────────── observedAt + took      date … date + 1 s
 */
export function clockFromExchange(
  exchange: Evidence<"http-exchange">,
): { readonly value: ClockReading; readonly details: Details } | null {
  const { value, observedAt, took } = exchange;
  const date = Date.parse(value.headers["date"] ?? "");
  // A cache repeats the date of the origin's answer. RFC 9110, section 6.6.1; RFC 9111, section 5.1.
  if (!Number.isFinite(date) || value.headers["age"] !== undefined) return null;
  const wait = Math.max(took - (value.phases.transfer ?? 0), 0);
  return {
    value: {
      of: hostPort(value.address, value.port),
      means: "http-date",
      offset: date + RESOLUTION / 2 - (observedAt + wait / 2),
      uncertainty: (RESOLUTION + wait) / 2,
    },
    details: {
      boundary: "client",
      by: "probe",
      purpose: "context",
      observedAt,
      took,
      command: `date -u; ${exchange.command.replace("-o /dev/null", "-o /dev/null -D -")} | grep -i ^date`,
    },
  };
}
