import type { Ms } from "../../base/index.ts";
import { isGrpcScheme, speaksHttp } from "../../evidence/index.ts";
import type { AttemptMade } from "../attempt.ts";
import { comparedTo } from "../comparison.ts";
import { looksBySymptom } from "../steering.ts";
import type { Walk } from "../walk.ts";
import { askUpstreams } from "./ask-hop.ts";
import { type Behind, waitOf } from "./behind.ts";
import { type ProxyAt, type ProxyKnown, serversOf, upstreamOf } from "./look-at-proxy.ts";
import { mayBeIdleRace } from "./may-be-idle-race.ts";

/** The longest watch over an idle connection, where the symptom asks for one. */
const MOST_IDLE: Ms = 20_000;

/** A look that waits a little longer than the timer tells whether the connection outlives it. */
const PAST_TIMER: Ms = 2_000;

/** Servers of one upstream that are looked at: a look at one that is silent takes as long as the request did. */
export const MOST_UPSTREAMS = 128;

/** Looks at each server that a proxy sends the request to, from where the proxy stands. */
export async function lookBehind(
  { hop, vantage }: ProxyAt,
  { configuration }: ProxyKnown,
  { walk, first, path, asking }: Behind,
): Promise<void> {
  const upstream = configuration === null ? null : upstreamOf(configuration.value);
  const at = path.vantages.get(vantage.name);
  if (configuration === null || upstream === null || at === undefined) return;
  const servers = serversOf(upstream);
  const upstreams = servers.slice(0, MOST_UPSTREAMS);
  if (upstreams.length === 0) return;
  const { asked, recorder } = walk;
  if (servers.length > upstreams.length)
    recorder.ofHop(hop).gap({
      boundary: "proxy",
      needs: `what ${servers.length - upstreams.length} more servers of ${upstream.name} do`,
      reason: "not-asked",
      allowBy: "Check those by themselves: faultline check http://HOST:PORT/",
    });
  const action = configuration.value.route?.action;
  const kept = configuration.value.timers.find(({ role }) => role === "upstream-idle")?.value ?? null;
  // This look speaks HTTP/1.1: a server of gRPC would close it, and that says nothing.
  const isHttp = speaksHttp(upstream) && upstream.protocol !== "h2" && !isGrpcScheme(asked.scheme);
  const wantsIdle = upstream.keepsConnections && isIdleAskedFor(walk, first);
  await askUpstreams(
    {
      from: vantage.name,
      upstreams,
      request: isHttp
        ? {
            ...comparedTo(walk),
            path: (action?.kind === "upstream" ? action.path : null) ?? asked.path,
            hostField: asked.hostIsAddress ? null : asked.host,
          }
        : null,
      patience: waitOf(first),
      watchIdle: wantsIdle ? Math.min((kept ?? MOST_IDLE) + PAST_TIMER, MOST_IDLE) : null,
    },
    at,
    { ...asking, recorder: recorder.ofHop(hop) },
  );
}

/** Whether an idle connection may be what the failure is about: a 502 now, or one that is told of, that no log explains otherwise. */
function isIdleAskedFor({ recorder }: Walk, { record }: AttemptMade): boolean {
  if (looksBySymptom(recorder.evidence).has("upstream-idle")) return true;
  const is502 = recorder.evidence.some(
    (one) => one.kind === "attempt" && one.purpose === "reference" && one.value.status === 502,
  );
  const isLogged = recorder.evidence.some(
    (one) => one.kind === "logged-exchanges" && one.value.kept.some(({ status }) => status === 502),
  );
  return (is502 || isLogged || record.value.status === 502) && mayBeIdleRace(recorder.evidence);
}
