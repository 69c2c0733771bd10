import { familyOf, type Ms } from "../base/index.ts";
import type { Evidence, LocalRoutes } from "../evidence/index.ts";
import { investigateTcp, surveyResolvers } from "../probe/index.ts";
import { type AttemptMade, makeAttempt } from "./attempt.ts";
import { configOf, contextOf, patience, type Walk } from "./walk.ts";

/** Addresses that are tried besides the first: answers with more are pools, of which a sample says enough. */
const MOST_OTHER_ADDRESSES = 8;

/**
 * What every run looks at besides the request itself: each other address of the answer, and each resolver apart.
 * Addresses side by side, for they are different hosts; to one address one connection at a time.
 *
 * @param isLossy This host has lost packets since the request began: then it is tried whether the loss is on this path.
 */
export async function lookAround(walk: Walk, first: AttemptMade, isLossy: boolean): Promise<void> {
  await Promise.all([tryOtherAddresses(walk, first), askResolversApart(walk)]);
  const { connect } = first.way;
  if (!isLossy || connect === null || walk.asked.proxy !== null || !first.record.value.answeredProperly)
    return;
  const context = contextOf(walk, patience.connect, {
    purpose: "difference",
    attempt: null,
    deadlineAt: null,
  });
  // Twice: of sixteen tries on a path that loses one in six, one time in four not two are lost.
  await investigateTcp(connect, context);
  await investigateTcp(connect, context);
}

async function tryOtherAddresses(walk: Walk, { way }: AttemptMade): Promise<void> {
  if (walk.asked.scheme === "dns" || walk.asked.proxy !== null) return;
  const tried = new Set(way.address === null ? [] : [way.address]);
  const others = (way.lookup?.value.addresses ?? []).filter(
    (address) => !tried.has(address) && hasRoute(walk, address),
  );
  await Promise.all(others.slice(0, MOST_OTHER_ADDRESSES).map((address) => tryAddress(walk, address)));
}

/**
 * Where the request itself met silence, another address that serves does so soon, and one that is silent too says nothing new: it
 * is not waited for as long again. Longer than the applications' usual slow answers.
 */
const PATIENCE_AFTER_SILENCE: Ms = 5_000;

/** Makes the whole attempt on one given address. What fails is tried again: once seen is not yet a difference. */
export async function tryAddress(walk: Walk, address: string): Promise<AttemptMade> {
  const variation = metSilence(walk) ? { address, patience: PATIENCE_AFTER_SILENCE } : { address };
  const made = await makeAttempt(walk, 0, "difference", variation);
  if (made.record.value.answeredProperly) return made;
  // Silence has been asked four times already, by the SYNs that TCP sent again; or waited for once.
  const isSilent =
    made.way.connect?.value.outcome === "timed-out" || made.exchanges.at(-1)?.value.outcome === "no-answer";
  return isSilent ? made : makeAttempt(walk, 0, "difference", variation);
}

/** Whether the request itself was waited for in vain. */
export const metSilence = ({ recorder }: Walk): boolean =>
  recorder.evidence.some(
    (record) =>
      record.purpose === "reference" &&
      ((record.kind === "http-exchange" && record.value.outcome === "no-answer") ||
        (record.kind === "database-session" && record.value.outcome === "silent")),
  );

/** An address of a family that this host has no way out for is passed over by every client. RFC 6724, section 5, rule 1. */
function hasRoute({ recorder }: Walk, address: string): boolean {
  const routes = recorder.evidence.find(
    (record): record is Evidence<"local-routes"> => record.kind === "local-routes",
  );
  return routes === undefined || mayReach(routes.value, address);
}

function mayReach({ hasDefault, interfaces }: LocalRoutes, address: string): boolean {
  if (familyOf(address) === 4) return true;
  return (
    hasDefault.ipv6 ||
    interfaces.some(({ addresses }) =>
      addresses.some((own) => /^(?!fe80|::1)[0-9a-f:]+$/i.test(own.split("/")[0] ?? "") && own.includes(":")),
    )
  );
}

async function askResolversApart(walk: Walk): Promise<void> {
  const config = configOf(walk);
  const { asked, boundaries } = walk;
  const name = asked.proxy?.host ?? asked.host;
  const isName =
    asked.proxy === null ? !asked.hostIsAddress || asked.scheme === "dns" : !/^[0-9.]+$|:/.test(name);
  if (config === null || !isName || !boundaries.has("dns")) return;
  const type = asked.questionType;
  const types = type === "A" || type === "AAAA" ? [type] : type === null ? ["A", "AAAA"] : [type];
  const context = contextOf(walk, patience.lookup, {
    purpose: "difference",
    attempt: null,
    deadlineAt: null,
  });
  const others = await surveyResolvers({ name, config, types }, context);
  if (asked.scheme === "dns" || asked.proxy !== null) return;
  // What another resolver gives and the look-up did not: whether part of the answers leads nowhere.
  const reachable = others.filter((address) => hasRoute(walk, address));
  await Promise.all(reachable.slice(0, MOST_OTHER_ADDRESSES).map((address) => tryAddress(walk, address)));
}
