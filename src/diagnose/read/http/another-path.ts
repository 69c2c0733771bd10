import { type Evidence, type HttpExchange, servesFiles } from "../../../evidence/index.ts";
import { observe, type Reader } from "../reader.ts";
import { finalExchanges, pathOf, variants } from "./final-exchanges.ts";

/** Whether an answer is a gateway's failure, by status. RFC 9110, sections 15.6.3 to 15.6.5. */
const isGatewayFailure = ({ status }: HttpExchange): boolean =>
  status !== null && status >= 502 && status <= 504;

/** Whether another path of the same host is answered from behind the proxy; `null` where none was asked for. */
export function otherPathServes(evidence: readonly Evidence[]): boolean | null {
  const others = onOtherPaths(evidence);
  if (others.length === 0) return null;
  return others.some(({ value }) => comesFromBehind(value));
}

/** Says whether the failure is this path's alone. */
export const readAnotherPath: Reader = (evidence) => {
  const others = onOtherPaths(evidence);
  const served = others.filter(({ value }) => comesFromBehind(value));
  return served.length > 0
    ? observe("other-path-serves", true, {
        records: served,
        slots: { otherPath: pathOf(served[0]?.value.url ?? "/") },
      })
    : observe("other-path-serves", false, { records: others });
};

/** Variants that went to the same host and another path, or by another method than the failing request. */
function onOtherPaths(evidence: readonly Evidence[]): readonly Evidence<"http-exchange">[] {
  const failing = finalExchanges(evidence)
    .filter(({ attempt }) => !attempt.value.answeredProperly)
    .map(({ exchange }) => exchange.value);
  return variants(evidence).filter(
    ({ value }) =>
      value.preamble === "none" &&
      failing.length > 0 &&
      failing.every(
        ({ url, method }) =>
          hostOf(url) === hostOf(value.url) && (url !== value.url || method !== value.method),
      ),
  );
}

/** An answer that no proxy wrote for want of an upstream: whole, no gateway's status, no page and no file of its own. */
const comesFromBehind = (value: HttpExchange): boolean =>
  value.outcome === "answered" &&
  value.status !== null &&
  !isGatewayFailure(value) &&
  value.answeredBy !== "intermediary" &&
  !servesFiles(value);

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);
