import { observe, type Reader } from "../reader.ts";
import { type Handshake, ownHandshakes, variantsOf } from "./failing-handshakes.ts";

/**
 * Whether another name, or none, gets another certificate. Yes by any one; no only where every name that was to be
 * tried was tried: the records list them.
 */
export const readOtherName: Reader = (evidence) => {
  const misnamed = ownHandshakes(evidence).filter(({ value }) => value.nameMatches === false);
  const [own] = misnamed;
  if (own === undefined) return [];
  const variants = variantsOf(evidence, misnamed).filter(
    ({ value }) => value.variant === "no-server-name" || value.variant === "other-server-name",
  );
  const others = variants.filter((record) => showsOther(record, own));
  const shown = others[0]?.value.chain[0];
  if (shown !== undefined) {
    const otherNames = shown.names.slice(0, 4).join(", ") || shown.subject;
    return observe("other-name-other-certificate", true, {
      records: [own, ...others],
      slots: { otherNames },
    });
  }
  const same = variants.filter((record) => leafOf(record) !== null && leafOf(record) === leafOf(own));
  const planned = variants[0]?.value.namesPlanned ?? [];
  const tried = new Set(same.map(({ value }) => value.serverName));
  // A name that is refused, by an alert say, shows no certificate and so no other one.
  const refused = variants.filter((record) => leafOf(record) === null);
  for (const { value } of refused) tried.add(value.serverName);
  const isWhole =
    planned.length > 0 && [null, ...planned].every((name) => tried.has(name)) && same.length > 0;
  return observe("other-name-other-certificate", false, {
    records: isWhole ? [own, ...same, ...refused] : [],
  });
};

const leafOf = ({ value }: Handshake): string | null => value.chain[0]?.fingerprint ?? null;

const showsOther = (record: Handshake, own: Handshake): boolean =>
  leafOf(record) !== null && leafOf(record) !== leafOf(own);
