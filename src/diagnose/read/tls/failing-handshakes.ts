import type { Evidence, TlsHandshake } from "../../../evidence/index.ts";
import { ofKind } from "../reader.ts";

/** A record of a handshake. */
export type Handshake = Evidence<"tls-handshake">;

/** The handshakes of the attempts, as the caller makes them. */
export const ownHandshakes = (evidence: readonly Evidence[]): readonly Handshake[] =>
  ofKind(evidence, "tls-handshake").filter(
    ({ purpose, value }) => purpose === "reference" && value.variant === null,
  );

/** Whether all is well with a handshake by itself; what the application then makes of it is another matter. */
export const isSound = (value: TlsHandshake): boolean =>
  value.outcome === "completed" &&
  value.trust?.trusted !== false &&
  value.nameMatches !== false &&
  value.dates !== "expired" &&
  value.dates !== "not-yet-valid" &&
  value.usageAllowsServer !== false &&
  value.stapleRevoked !== true;

/** The handshakes of the attempts that did not go well. */
export const failingHandshakes = (evidence: readonly Evidence[]): readonly Handshake[] =>
  ownHandshakes(evidence).filter(({ value }) => !isSound(value));

/** The variants that were made against one of these, at the same address and port. */
export function variantsOf(
  evidence: readonly Evidence[],
  failing: readonly Handshake[],
): readonly Handshake[] {
  const places = new Set(failing.map(placeOf));
  return ofKind(evidence, "tls-handshake").filter(
    (record) => record.value.variant !== null && places.has(placeOf(record)),
  );
}

const placeOf = ({ value, vantage }: Handshake): string => `${vantage} ${value.address} ${value.port}`;

/** Whether TLS answered and would have gone on. */
export const isAnswered = ({ value }: Handshake): boolean =>
  value.outcome === "completed" || value.outcome === "answered";

/** A day as people write it. */
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 16).replace("T", " ");
