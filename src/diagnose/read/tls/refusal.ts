import type { TlsHandshake } from "../../../evidence/index.ts";
import type { ObservationName } from "../../vocabulary/index.ts";
import { observe, type Reader } from "../reader.ts";
import { bothWays } from "./both-ways.ts";
import { failingHandshakes, type Handshake, ownHandshakes, variantsOf } from "./failing-handshakes.ts";
import { slotsOf } from "./handshake-symptom.ts";

/** RFC 8446, section 6.2; RFC 7301, section 3.2; RFC 6066, section 3. */
const alert = {
  handshakeFailure: 40,
  protocolVersion: 70,
  insufficientSecurity: 71,
  unrecognizedName: 112,
  noApplicationProtocol: 120,
} as const;

const slots = ({ value }: Handshake) => slotsOf(value);

/** What a handshake that failed says of its reason: the alert's number, the versions, who was asked for what. */
export const readRefusal: Reader = (evidence) => {
  const failing = failingHandshakes(evidence);
  const refused = failing.filter(({ value }) => value.outcome === "alert");
  const own = ownHandshakes(evidence);
  const says = (name: ObservationName, matches: (value: TlsHandshake) => boolean) =>
    bothWays(name, refused, { holds: ({ value }) => matches(value), slots });
  const refusedHere = failing.filter(
    ({ value }) => value.outcome === "refused-by-us" && value.version !== null,
  );
  const spoke = [...failing, ...variantsOf(evidence, failing)].filter(
    ({ value }) =>
      value.variant !== "hello-to-plain-port" && (value.version !== null || value.alert !== null),
  );
  const asked = own.filter(({ value }) => value.clientCertificateAsked === true);
  return [
    ...says("alert-protocol-version", (value) => value.alert?.number === alert.protocolVersion),
    ...bothWays("alert-protocol-version", refusedHere, {
      holds: ({ value }) => isOtherVersion(value),
      slots,
    }),
    ...says("alert-handshake-failure", isNothingInCommon),
    ...says("alert-no-application-protocol", (value) => value.alert?.number === alert.noApplicationProtocol),
    ...says("alert-unrecognized-name", (value) => value.alert?.number === alert.unrecognizedName),
    ...observe("server-speaks-tls", true, { records: spoke }),
    ...bothWays(
      "client-certificate-asked",
      own.filter(({ value }) => value.clientCertificateAsked !== null),
      { holds: ({ value }) => value.clientCertificateAsked === true, slots },
    ),
    ...bothWays("client-certificate-sent", asked, { holds: ({ value }) => value.offered.clientCertificate }),
    ...bothWays(
      "hello-acknowledged",
      failing.filter(({ value }) => value.helloAcknowledged !== null),
      { holds: ({ value }) => value.helloAcknowledged === true },
    ),
  ];
};

/** A refusal in place of a ServerHello: nothing of what was offered is accepted. RFC 8446, section 4.1.1. */
const isNothingInCommon = ({ alert: seen, version }: TlsHandshake): boolean =>
  version === null &&
  (seen?.number === alert.handshakeFailure || seen?.number === alert.insufficientSecurity);

/** A ServerHello with a version that was not offered, which every client refuses. RFC 8446, section 4.1.3. */
const isOtherVersion = ({ version, offered }: TlsHandshake): boolean =>
  version !== null && (version < offered.minVersion || version > offered.maxVersion);
