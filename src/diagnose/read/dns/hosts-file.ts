import { observe, ofKind, type Reader } from "../reader.ts";
import { serviceAt } from "./address-service.ts";
import { isDescent } from "./authority.ts";
import { bareName, listed, namedHost, referenceLookups, resolverExchanges } from "./look-ups.ts";

/** Whether the hosts file answers in place of DNS, what DNS would say, and whether that would serve. hosts(5). */
export const readHostsFile: Reader = (evidence, request) => {
  const host = bareName(namedHost(request));
  const files = ofKind(evidence, "hosts-file").filter(
    ({ vantage, value }) => vantage === request.client && bareName(value.name) === host,
  );
  const [file] = files;
  if (file === undefined) return [];
  const lookups = referenceLookups(evidence, request).filter(({ value }) => bareName(value.name) === host);
  const fromFile = lookups.filter(({ value }) => value.source === "files");
  if (fromFile.length === 0) {
    return observe("hosts-file-differs-from-dns", false, {
      records: file.value.addresses.length === 0 || lookups.length > 0 ? [file, ...lookups] : [],
    });
  }
  const used = new Set(fromFile.flatMap(({ value }) => value.addresses));
  const asked = resolverExchanges(evidence, request).filter(
    ({ value }) => bareName(value.name) === host && value.addresses.length > 0,
  );
  const traced = ofKind(evidence, "dns-trace").filter(
    // From the root a name may have another answer than inside: what the caller's own DNS leads to is compared.
    ({ value }) =>
      !isDescent(value) && bareName(value.name) === host && (value.answer?.addresses.length ?? 0) > 0,
  );
  const given = [
    ...new Set([
      ...asked.flatMap(({ value }) => value.addresses),
      ...traced.flatMap(({ value }) => value.answer?.addresses ?? []),
    ]),
  ];
  if (given.length === 0) return [];
  const others = given.filter((address) => !used.has(address));
  const services = others.map((address) => serviceAt(address, evidence, request));
  const serving = services.filter(({ serves }) => serves === true);
  const isEachDead = services.length > 0 && services.every(({ serves }) => serves === false);
  const slots = {
    hostsAddresses: listed([...used]),
    hostsLines: file.value.lines.join(", "),
    dnsAddresses: listed(serving.length > 0 ? serving.map(({ address }) => address) : others),
  };
  return [
    ...observe("hosts-file-differs-from-dns", others.length === given.length, {
      records: [file, ...fromFile, ...asked, ...traced],
      slots,
    }),
    ...observe("dns-address-serves", true, {
      records: serving.flatMap(({ records }) => records),
      slots,
    }),
    ...observe("dns-address-serves", false, {
      records: isEachDead ? services.flatMap(({ records }) => records) : [],
    }),
  ];
};
