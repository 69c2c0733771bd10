import type { Evidence } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { findRise } from "../rise.ts";

/** One segment sent again is daily life; a flow that stalls sends the same one again and again. RFC 6298, section 5.5. */
const SENT_AGAIN = 2;

/**
 * Whether this host's counters show what a stall by lost packets leaves: data that was sent again, or segments that came
 * after a gap. They count all flows of the host, so that they only suggest; that neither rose speaks against loss, and
 * no more: where everything large is lost on the way here, nothing is left to count.
 */
export const readStallLosses: Reader = (evidence, { client, window }) => {
  const readings = ofKind(evidence, "kernel-counters").filter(({ vantage }) => vantage === client);
  const again = findRise(readings, dataSentAgain, window);
  const gaps = findRise(readings, ({ value }) => value.counters["TcpExtTCPOFOQueue"] ?? 0, window);
  const sentAgain = again?.rose === true && segmentsOf(again.records) >= SENT_AGAIN;
  const strength = "suggests";
  if (again !== null && sentAgain) {
    const slots = { segments: String(segmentsOf(again.records)) };
    return observe("stall-has-losses", true, { records: again.records, strength, slots });
  }
  if (gaps?.rose === true) return observe("stall-has-losses", true, { records: gaps.records, strength });
  if (again === null || gaps === null || again.rose) return [];
  return observe("stall-has-losses", false, { records: [...again.records, ...gaps.records], strength });
};

/** Segments that were sent again, the SYNs left out. */
const dataSentAgain = ({ value: { counters } }: Evidence<"kernel-counters">): number =>
  (counters["TcpRetransSegs"] ?? 0) - (counters["TcpExtTCPSynRetrans"] ?? 0);

const segmentsOf = ([before, after]: readonly [
  Evidence<"kernel-counters">,
  Evidence<"kernel-counters">,
]): number => dataSentAgain(after) - dataSentAgain(before);
