import { observe, ofKind, type Reader } from "../reader.ts";
import { listed } from "./look-ups.ts";

/**
 * Servers that a zone is delegated to and that do not answer for it with authority. RFC 1912, section 2.8. It makes
 * look-ups slow or fail; by itself it is no fault of the request, for the zone's other servers answer.
 */
export const readDelegation: Reader = (evidence, request) => {
  const traces = ofKind(evidence, "dns-trace").filter(
    ({ vantage, value }) => vantage === request.client && value.from !== "resolver",
  );
  const lame = traces.filter(({ value }) => value.lameServers.length > 0);
  const servers = [...new Set(lame.flatMap(({ value }) => value.lameServers))];
  return observe("delegation-lame", true, {
    records: lame,
    slots: { lameServers: listed(servers) },
  });
};
