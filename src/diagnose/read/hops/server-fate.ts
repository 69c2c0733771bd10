import { type EpochMs, hostPort } from "../../../base/index.ts";
import {
  type Evidence,
  type ServerState,
  takesRequests,
  type UpstreamLook,
} from "../../../evidence/index.ts";
import { ofKind } from "../reader.ts";
import { serverOf } from "./failing-tries.ts";
import { upstreamOf } from "./settings.ts";

/**
 * What became of a server after its last failing try.
 *
 * - `serves-again`: it answered later. `withdrawn`: the proxy sends it no requests any more. In both, others serve.
 * - `stays-down`: the proxy still has it, and it does not take connections.
 */
export type ServerFate = "serves-again" | "withdrawn" | "stays-down" | "unknown";

/** States in which a proxy gives a server no new requests. */
const withdrawn: ReadonlySet<ServerState["state"]> = new Set(["down", "maintenance", "draining", "ejected"]);

/** Follows one server past its last failing try. */
export function fateOf(
  { upstream, until }: { readonly upstream: string; readonly until: EpochMs },
  evidence: readonly Evidence[],
): ServerFate {
  const looks = ofKind(evidence, "upstream-look");
  const isIt = ({ value }: Evidence<"upstream-look">) => hostPort(value.address, value.port) === upstream;
  const later = looks.filter((look) => isIt(look) && look.observedAt > until);
  const doOthersServe =
    looks.some((look) => !isIt(look) && serves(look.value)) ||
    answered(evidence).some((one) => one.upstream !== null && one.upstream !== upstream);
  const isBack =
    later.some(({ value }) => serves(value)) ||
    answered(evidence).some((one) => one.upstream === upstream && one.at > until);
  if (isBack) return doOthersServe ? "serves-again" : "unknown";
  if (isWithdrawn(upstream, evidence, looks)) return doOthersServe ? "withdrawn" : "unknown";
  return later.some(({ value }) => value.connect === "refused") ? "stays-down" : "unknown";
}

const serves = ({ exchange }: UpstreamLook): boolean =>
  exchange?.outcome === "answered" && (exchange.status ?? 500) < 500;

/** Answers of servers that a proxy's log tells of, by their server and time. */
const answered = (evidence: readonly Evidence[]) =>
  ofKind(evidence, "logged-exchanges")
    .filter(({ value }) => value.software !== "application")
    .flatMap(({ value }) => [
      ...value.kept.flatMap((one) =>
        one.status !== null && one.status < 500 ? [{ upstream: serverOf(one, evidence), at: one.at }] : [],
      ),
      ...(value.ownByUpstream ?? []).flatMap(({ name, answeredUntil }) =>
        answeredUntil === null ? [] : [{ upstream: addressOf(name, evidence), at: answeredUntil }],
      ),
    ]);

/** Groups of a log are named as the log names the server. */
const addressOf = (name: string, evidence: readonly Evidence[]): string | null =>
  /:\d+$/.test(name) ? name : serverOf({ tries: [], server: name }, evidence);

function isWithdrawn(
  upstream: string,
  evidence: readonly Evidence[],
  looks: readonly Evidence<"upstream-look">[],
): boolean {
  const states = ofKind(evidence, "proxy-state")
    .flatMap(({ value }) => value.servers)
    .filter(({ address, port }) => address !== null && port !== null && hostPort(address, port) === upstream);
  if (states.length > 0) return states.every(({ state }) => withdrawn.has(state));
  // The configuration names it no more: all that it names was looked at, and is something else.
  return ofKind(evidence, "proxy-configuration").some(({ value }) => {
    const servers = upstreamOf(value)?.servers.filter(takesRequests) ?? [];
    return (
      servers.length > 0 &&
      servers.every(({ host }) => looks.some((look) => look.value.host === host)) &&
      !looks.some(({ value: look }) => hostPort(look.address, look.port) === upstream)
    );
  });
}
