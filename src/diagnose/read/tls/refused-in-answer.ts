import { refusesClientCertificate } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { ownHandshakes } from "./failing-handshakes.ts";

/** OpenSSL's names of the alerts that speak of a certificate, where they come on the first read of the answer. */
const CERTIFICATE_ALERT =
  /^ERR_SSL_.*ALERT_(CERTIFICATE|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE|NO_CERTIFICATE)/;

/**
 * nginx lets a handshake without a client certificate pass, or with one that fails, and refuses the request: its codes
 * 495 and 496, sent as 400. ngx_http_ssl_module, "Error Processing". Others refuse by an alert, late.
 */
export const readRefusedInAnswer: Reader = (evidence) => {
  const handshakes = ownHandshakes(evidence);
  return ofKind(evidence, "http-exchange")
    .filter(({ purpose }) => purpose === "reference")
    .flatMap((exchange) => {
      const own = handshakes.filter(
        ({ attempt, value }) => attempt === exchange.attempt && value.clientCertificateAsked === true,
      );
      const isLateAlert = own.length > 0 && CERTIFICATE_ALERT.test(exchange.value.error ?? "");
      if (!isLateAlert && !refusesClientCertificate(exchange.value)) return [];
      const authorities =
        own[0]?.value.clientAuthorities.slice(0, 3).join("; ") || "no authority in particular";
      return observe("client-certificate-refused-in-answer", true, {
        records: [exchange, ...own],
        slots: { authorities },
      });
    });
};
