import type { Evidence } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { serviceAt } from "./address-service.ts";
import { bareName, listed, referenceLookups, resolverExchanges } from "./look-ups.ts";

/** Signs that the answer leads to another host than was meant: by the search list, or by the certificate there. */
export const readDoubtfulAnswer: Reader = (evidence, request) => {
  const host = bareName(request.asked.host);
  const suffixed = referenceLookups(evidence, request).filter(
    ({ value }) =>
      bareName(value.name) === host &&
      value.answeredName !== null &&
      bareName(value.answeredName).startsWith(`${host}.`),
  );
  const used = new Set(suffixed.flatMap(({ value }) => value.addresses));
  const absolute = resolverExchanges(evidence, request).filter(
    ({ value }) => bareName(value.name) === host && value.addresses.length > 0,
  );
  const others = [...new Set(absolute.flatMap(({ value }) => value.addresses))].filter(
    (address) => !used.has(address),
  );
  const serving = others
    .map((address) => serviceAt(address, evidence, request))
    .filter(({ serves }) => serves === true);
  const slots = {
    answeredName: suffixed[0]?.value.answeredName ?? "",
    absoluteAddresses: listed(serving.length > 0 ? serving.map(({ address }) => address) : others),
  };
  const strangers = strangersOf(evidence, host);
  return [
    ...observe("search-suffix-answers-instead", true, {
      records: suffixed.length > 0 && others.length > 0 ? [...suffixed, ...absolute] : [],
      slots,
    }),
    ...observe("absolute-address-serves", true, {
      records: suffixed.length > 0 ? serving.flatMap(({ records }) => records) : [],
      slots,
    }),
    ...observe("certificate-is-strangers", true, {
      records: strangers.map(({ record }) => record),
      slots: { strangerNames: listed(strangers.flatMap(({ names }) => names)) },
    }),
  ];
};

/** Handshakes of the request whose certificate names nothing under the domain that was asked for. RFC 9525. */
function strangersOf(evidence: readonly Evidence[], host: string) {
  const domain = host.split(".").slice(-2).join(".");
  return ofKind(evidence, "tls-handshake")
    .filter(({ purpose, value }) => purpose === "reference" && value.nameMatches === false)
    .map((record) => ({
      record,
      names: (record.value.chain[0]?.names ?? []).map((name) => name.replace(/^DNS:/, "").toLowerCase()),
    }))
    .filter(({ names }) => names.length > 0)
    .filter(({ names }) => names.every((name) => name !== domain && !name.endsWith(`.${domain}`)));
}
