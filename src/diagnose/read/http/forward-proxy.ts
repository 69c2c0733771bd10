import { hostPort } from "../../../base/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";

/** What is known of the forward proxy that the caller goes through. */
export const readForwardProxy: Reader = (evidence, { asked }) => {
  const { proxy } = asked;
  const told = ofKind(evidence, "request-asked");
  if (proxy === null) return observe("proxy-from-environment", false, { records: told });
  const attempts = ofKind(evidence, "attempt");
  const slots = { proxy: hostPort(proxy.host, proxy.port), variable: proxy.from };
  const refused = ofKind(evidence, "proxy-connect").filter(
    ({ purpose, value }) => purpose === "reference" && value.outcome !== "opened",
  );
  const says = refused[0]?.value;
  const isVariable = !proxy.from.startsWith("--");
  // A look-up or connect that fails before any step of the target's own is one of the proxy.
  const dead = attempts.filter(
    ({ purpose, value }) =>
      purpose === "reference" &&
      (value.failedAt === "lookup" || value.failedAt === "proxy" || value.failedAt === "connect") &&
      !refused.some(({ attempt }) => attempt === value.number),
  );
  return [
    ...observe("proxy-from-environment", isVariable, { records: told, slots }),
    ...observe("tunnel-not-opened", true, {
      records: refused,
      slots: {
        ...slots,
        words: [says?.status, says?.says ?? says?.outcome].filter((word) => word != null).join(" "),
      },
    }),
    ...observe("forward-proxy-dead", true, { records: dead, slots }),
    ...observe("passes-without-proxy", true, { records: passedDirectly(evidence), slots }),
  ];
};

/** Whole attempts that met no proxy on their way, and got a proper answer. */
function passedDirectly(evidence: Parameters<Reader>[0]) {
  const proxied = new Set([
    ...ofKind(evidence, "proxy-connect").map(({ id }) => id),
    ...ofKind(evidence, "http-exchange")
      .filter(({ value }) => value.throughProxy)
      .map(({ id }) => id),
  ]);
  return ofKind(evidence, "attempt").filter(
    ({ purpose, value }) =>
      purpose === "difference" && value.answeredProperly && !value.steps.some((id) => proxied.has(id)),
  );
}
