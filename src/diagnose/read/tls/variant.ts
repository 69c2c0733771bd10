import type { TlsVariantId } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ObservationName } from "../../vocabulary/index.ts";
import { observe, type Reader } from "../reader.ts";
import { bothWays } from "./both-ways.ts";
import {
  failingHandshakes,
  type Handshake,
  isAnswered,
  ownHandshakes,
  variantsOf,
} from "./failing-handshakes.ts";

/** Variants whose being answered, or not, is what they say. */
const answers: readonly (readonly [TlsVariantId, ObservationName])[] = [
  ["again", "same-handshake-passes"],
  ["wide-offer", "wide-offer-answered"],
  ["no-alpn", "answered-without-alpn"],
  ["no-server-name", "answered-without-name"],
  ["no-client-certificate", "passes-without-client-certificate"],
  ["small-hello", "small-hello-answered"],
  ["large-hello", "large-hello-answered"],
  ["large-hello-in-small-packets", "large-hello-in-small-packets-answered"],
  ["full-size-record", "full-size-record-answered"],
];

/** What the variants of a handshake that failed show. */
export const readVariants: Reader = (evidence, { asked }) => {
  const failing = failingHandshakes(evidence);
  const variants = variantsOf(evidence, failing);
  const of = (id: TlsVariantId) => variants.filter(({ value }) => value.variant === id);
  // An attempt that was answered says that the same handshake passes, too.
  const passed = failing.length === 0 ? [] : ownHandshakes(evidence).filter(isAnswered);
  const ended = failing.filter((record) => !isAnswered(record));
  const bare = asked.scheme === "http" ? ofPlainPort(evidence) : [];
  return [
    ...(ended.length === 0 ? [] : answers.flatMap(([id, name]) => answered(name, of(id)))),
    ...(ended.length === 0 ? [] : observe("same-handshake-passes", true, { records: passed })),
    ...(ended.length === 0 ? [] : versions(variants, ended)),
    // Its answer is a refusal: an alert, or the end of the connection.
    ...bothWays("refusable-hello-answered", of("refusable-hello"), {
      holds: ({ value }) => value.outcome !== "timed-out",
    }),
    ...observe("small-passes", true, {
      records: of("refusable-hello").filter(({ value }) => value.outcome === "alert"),
    }),
    ...packetSizes(of("small-hello"), of("large-hello"), of("large-hello-in-small-packets")),
    ...observe("plain-http-answered", true, { records: of("plain-http").filter(isWebServer) }),
    ...observe("plain-port-answers-hello", true, { records: bare }),
  ];
};

const answered = (name: ObservationName, records: readonly Handshake[]): readonly Observation[] =>
  bothWays(name, records, {
    holds: isAnswered,
    slots: ({ value }) => ({ wideCipher: value.cipher ?? "nothing" }),
  });

/** The same octets pass in small packets and vanish in full ones: it is the packets' size that matters, and not theirs. */
function packetSizes(
  small: readonly Handshake[],
  large: readonly Handshake[],
  cut: readonly Handshake[],
): readonly Observation[] {
  const vanished = large.filter(({ value }) => value.outcome === "timed-out");
  const passed = cut.filter(isAnswered);
  if (vanished.length === 0 || passed.length === 0) return [];
  const octets = String(vanished[0]?.value.offered.helloOctets ?? 0);
  return [
    ...observe("large-vanishes", true, { records: [...vanished, ...passed], slots: { octets } }),
    ...observe("small-passes", true, { records: [...small.filter(isAnswered), ...passed] }),
  ];
}

/** Versions offered alone: those of the client's own range, and others. */
function versions(variants: readonly Handshake[], ended: readonly Handshake[]): readonly Observation[] {
  const alone = variants.filter(({ value }) => value.variant?.startsWith("only-") === true);
  const isOffered = ({ value }: Handshake) =>
    ended.some(
      ({ value: { offered } }) =>
        offered.minVersion <= value.offered.minVersion && value.offered.maxVersion <= offered.maxVersion,
    );
  const others = alone.filter((record) => !isOffered(record) && isAnswered(record));
  return [
    ...answered("offered-version-answered", alone.filter(isOffered)),
    ...observe("other-version-answered", true, {
      records: others,
      slots: { otherVersion: others[0]?.value.version ?? "none" },
    }),
  ];
}

/**
 * An answer of HTTP that no port of TLS gives: those say 400 to plain HTTP (nginx, Go, Apache), or lead to https
 * where they were told to (nginx, error_page 497).
 */
const isWebServer = ({ value }: Handshake): boolean =>
  value.outcome === "not-tls" && /^HTTP\/1\.[01] (?!400|3\d\d)\d{3}/.test(value.strangeAnswer ?? "");

/** Hellos to the port of a request in clear that TLS answered, by going on or by an alert. */
const ofPlainPort = (evidence: Parameters<Reader>[0]): readonly Handshake[] =>
  evidence.flatMap((record) =>
    record.kind === "tls-handshake" &&
    record.value.variant === "hello-to-plain-port" &&
    (isAnswered(record) || record.value.outcome === "alert")
      ? [record]
      : [],
  );
