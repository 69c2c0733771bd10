import type { Evidence, TlsHandshake } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { ownHandshakes } from "./failing-handshakes.ts";

/**
 * Whether the dates that fail by this host's clock hold by the clocks of others. Each clock speaks for itself, and
 * only where its whole uncertainty lies on one side.
 */
export const readClock: Reader = (evidence, { client }) => {
  const wrong = ownHandshakes(evidence).filter(
    ({ value }) =>
      value.outcome === "completed" && (value.dates === "expired" || value.dates === "not-yet-valid"),
  );
  const readings = ofKind(evidence, "clock-reading").filter(({ vantage }) => vantage === client);
  return wrong.flatMap((record) =>
    readings.flatMap((reading) => {
      const holds = holdBy(reading, record.value, record.observedAt);
      const slots = { clockOf: reading.value.of, offset: inWords(reading.value.offset) };
      return holds === null
        ? []
        : observe("dates-hold-by-other-clocks", holds, { records: [record, reading], slots });
    }),
  );
};

/** Whether all dates of a chain hold at a time by another clock; `null` where its uncertainty leaves it open. */
function holdBy(
  { value: { offset, uncertainty } }: Evidence<"clock-reading">,
  value: TlsHandshake,
  at: number,
) {
  const windows = [...value.chain, ...(value.datesWrong === null ? [] : [value.datesWrong])];
  const isInside = (time: number) =>
    windows.every(({ notBefore, notAfter }) => notBefore <= time && time <= notAfter);
  const [early, late] = [isInside(at + offset - uncertainty), isInside(at + offset + uncertainty)];
  return early === late ? early : null;
}

/** A time span as people say it, with the direction of the other clock. */
export function inWords(offset: number): string {
  const seconds = Math.abs(offset) / 1000;
  const [count, unit] =
    seconds < 120
      ? [seconds, "s"]
      : seconds < 7200
        ? [seconds / 60, "minutes"]
        : seconds < 172_800
          ? [seconds / 3600, "hours"]
          : [seconds / 86_400, "days"];
  return `${Math.round(count)} ${unit} ${offset < 0 ? "behind" : "ahead"}`;
}
