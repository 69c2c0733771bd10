import { observe, ofKind, type Reader } from "../reader.ts";

/** Fewer probes prove no share, and a single loss is daily life. */
const ENOUGH_SENT = 10;
const ENOUGH_LOST = 2;

/**
 * What walks with growing TTL say of the way. Only the destination's own answers count for loss: routers limit what they say. UDP
 * proves none there either, as the destination limits its port unreachable too. RFC 1812, section 4.3.2.8.
 */
export const readPathProbes: Reader = (evidence, { client, address }) => {
  const probes = ofKind(evidence, "path-probe").filter(
    ({ vantage, value }) => vantage === client && value.destination === address,
  );
  const looping = probes.filter(({ value }) => value.isLooping && !value.reached);
  const ended = probes.filter(({ value }) => value.reached);
  const holes = probes.filter(({ value }) => value.isBlackHole);
  const counted = probes.flatMap((record) => {
    const { atDestination } = record.value;
    return atDestination === null || atDestination.sent < ENOUGH_SENT || atDestination.answered === 0
      ? []
      : [{ record, sent: atDestination.sent, lost: atDestination.sent - atDestination.answered }];
  });
  const prohibited = probes.filter(
    ({ value }) => value.protocol === "tcp" && value.stoppedBy?.said === "admin-prohibited",
  );
  const lossy = counted.filter(({ lost }) => lost >= ENOUGH_LOST);
  const spared = counted.filter(({ lost }) => lost === 0);
  return [
    ...observe("hops-repeat", true, {
      records: looping,
      slots: {
        repeating: [
          ...new Set(
            looping[0]?.value.hops.slice(-6).flatMap(({ addresses }) => addresses[0]?.address ?? []),
          ),
        ].join(", "),
      },
    }),
    ...observe("hops-repeat", false, { records: looping.length === 0 ? ended : [] }),
    ...(["icmp-rejects-at-once", "answered-in-its-place"] as const).flatMap((name) =>
      observe(name, true, {
        records: prohibited,
        slots: { router: prohibited[0]?.value.stoppedBy?.address ?? "" },
      }),
    ),
    ...observe("probe-finds-black-hole", true, {
      records: holes,
      slots: { passesOctets: String(holes[0]?.value.pathMtu ?? "?") },
    }),
    ...observe("loss-at-destination", true, {
      records: lossy.map(({ record }) => record),
      slots: { failing: String(lossy[0]?.lost ?? 0), tries: String(lossy[0]?.sent ?? 0) },
    }),
    ...observe("loss-at-destination", false, {
      records:
        lossy.length === 0 && spared.length === counted.length ? spared.map(({ record }) => record) : [],
    }),
  ];
};
