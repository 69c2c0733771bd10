import { isLoopback, type Ms } from "../base/index.ts";
import type { ExperimentId } from "../diagnose/index.ts";
import type { Evidence } from "../evidence/index.ts";
import {
  askAuthorities,
  askDrawnNames,
  exchangeHttp,
  investigateHttp,
  investigateTcp,
  investigateTls,
  openTcp,
  plainQuestion,
  probeDns,
  probeTls,
  proxyHeaderFor,
  sweepPath,
} from "../probe/index.ts";
import { type AttemptMade, makeAttempt } from "./attempt.ts";
import { comparedTo } from "./comparison.ts";
import { openWay, tlsRequest } from "./connect.ts";
import { tryAddress } from "./differences.ts";
import { pause } from "./pause.ts";
import { configOf, contextOf, patience, type StepBudget, type Walk } from "./walk.ts";

/** Runs one experiment, and says whether there was anything to run. */
type Runner = (walk: Walk, first: AttemptMade) => Promise<boolean>;

const difference: StepBudget = { purpose: "difference", attempt: null, deadlineAt: null };

/** Addresses that other sources give for the name and that are tried. */
const MOST_KNOWN_ADDRESSES = 6;

/** How each experiment is run. */
export const runnerOf: Readonly<Record<ExperimentId, Runner>> = {
  authorities: async (walk) => {
    const config = configOf(walk);
    const { host, hostIsAddress, questionType, scheme } = walk.asked;
    if (config === null || (hostIsAddress && scheme !== "dns")) return false;
    const type = questionType ?? "A";
    await askAuthorities({ name: host, type, config }, contextOf(walk, PATIENCE_OF_RECURSION, difference));
    if (scheme !== "dns") await tryKnownAddresses(walk);
    await askAgainLater(walk, type);
    return true;
  },

  "drawn-names": async (walk) => {
    const config = configOf(walk);
    const { host, proxy } = walk.asked;
    const isAnswered = ofKind(walk, "name-lookup").some(
      ({ purpose, value }) => purpose === "reference" && value.source === "dns" && value.addresses.length > 0,
    );
    if (config === null || proxy !== null || !isAnswered) return false;
    const beforeJudging = async () => {
      if (ofKind(walk, "dns-trace").length > 0) return;
      await askAuthorities(
        { name: host, type: "A", config },
        contextOf(walk, PATIENCE_OF_RESOLVER, difference),
      );
    };
    await askDrawnNames(
      { name: host, types: ["A", "AAAA"], config, beforeJudging },
      contextOf(walk, PATIENCE_OF_RESOLVER, difference),
    );
    return true;
  },

  "other-known-addresses": tryKnownAddresses,

  "tcp-survey": async (walk, { way }) => {
    if (way.connect === null) return false;
    await investigateTcp(way.connect, contextOf(walk, patience.connect, difference));
    return true;
  },

  "path-walk": async (walk, { way }) => {
    const { address, port } = way;
    if (address === null || port === null || walk.asked.proxy !== null || isLoopback(address)) return false;
    await sweepPath({ address, port }, contextOf(walk, patience.connect, difference));
    return true;
  },

  "tls-variants": async (walk, first) => {
    const { address, port, handshake } = first.way;
    if (address === null || port === null || walk.asked.proxy !== null) return false;
    const { asked } = walk;
    const { host, scheme } = asked;
    const context = contextOf(walk, patience.tls, difference);
    await investigateTls(
      {
        failed: handshake,
        address,
        port,
        host,
        scheme,
        alpn: asked.tls.alpn,
        minVersion: asked.tls.minVersion,
        maxVersion: asked.tls.maxVersion,
        trust: walk.secrets.trust,
        identity: walk.secrets.identity ?? undefined,
        dial: () => dialAgain(walk, address, port),
      },
      context,
    );
    await tryProxyHeader(walk, first);
    return true;
  },

  "http-variants": async (walk, { way, exchanges }) => {
    const { address, port } = way;
    if (address === null || port === null || exchanges.length === 0 || walk.asked.proxy !== null)
      return false;
    const { asked } = walk;
    if (asked.scheme !== "https" && asked.scheme !== "http") return false;
    const origin = { scheme: asked.scheme, host: asked.host, port: asked.port, isTarget: true };
    await investigateHttp(
      {
        reference: exchanges,
        asked,
        path: walk.secrets.path,
        headers: comparedTo(walk).headers,
        dial: async (wanted) => {
          const alpn = wanted?.alpn ?? asked.tls.alpn;
          const offering = { ...walk, asked: { ...asked, tls: { ...asked.tls, alpn } } };
          const opened = await openWay(offering, origin, difference, address);
          return opened.stream === null ? null : { stream: opened.stream, protocol: opened.protocol };
        },
      },
      contextOf(walk, patience.exchange, difference),
    );
    return true;
  },

  "without-deadline": async (walk) => {
    if (walk.asked.deadline === null) return false;
    await makeAttempt(walk, 0, "difference", { patient: true });
    return true;
  },

  "past-the-proxy": async (walk) => {
    if (walk.asked.proxy === null) return false;
    await makeAttempt(walk, 0, "difference", { direct: true });
    return true;
  },
};

/** After so long a cached answer has counted its time to live down by a second at least. */
const AGEING: Ms = 1_200;

/**
 * Where the authorities say otherwise than the resolver: asks the resolver once more, a second after the first time, so that a
 * cache shows itself by its time to live.
 */
async function askAgainLater(walk: Walk, type: string): Promise<void> {
  const trace = ofKind(walk, "dns-trace").at(-1);
  const first = ofKind(walk, "dns-exchange").find(
    ({ value }) =>
      isAboutTarget(walk, value.name) &&
      value.type === type &&
      value.recursionDesired &&
      value.addresses.length > 0,
  );
  const given = trace?.value.answer?.addresses ?? [];
  if (
    first === undefined ||
    given.length === 0 ||
    given.some((address) => first.value.addresses.includes(address))
  )
    return;
  const left = first.observedAt + AGEING - walk.clock.now();
  if (left > 0) await pause(left, walk.signal);
  const { server, port, transport, name, ednsSize } = first.value;
  await probeDns(
    { ...plainQuestion({ server, port }, { name, type }), transport, ednsSize },
    contextOf(walk, PATIENCE_OF_RESOLVER, difference),
  );
}

/** A resolver that asks others itself has its answer by then, or one stub resolver after the other has given it up. resolv.conf(5), timeout. */
const PATIENCE_OF_RECURSION: Ms = 5_000;

/** A resolver that has answered this question before answers it again at once. */
const PATIENCE_OF_RESOLVER: Ms = 1_000;

/** Makes the request at addresses that any source gives for the name and that nobody tried yet. */
async function tryKnownAddresses(walk: Walk): Promise<boolean> {
  const tried = new Set(ofKind(walk, "attempt").map(({ value }) => value.address));
  const known = [
    ...ofKind(walk, "dns-exchange").flatMap(({ value }) =>
      isAboutTarget(walk, value.name) ? value.addresses : [],
    ),
    ...ofKind(walk, "dns-trace").flatMap(({ value }) => value.answer?.addresses ?? []),
    ...ofKind(walk, "hosts-file").flatMap(({ value }) => value.addresses),
  ];
  const others = [...new Set(known)].filter((address) => !tried.has(address)).slice(0, MOST_KNOWN_ADDRESSES);
  await Promise.all(others.map((address) => tryAddress(walk, address)));
  return others.length > 0;
}

/**
 * A server that ends every handshake may be waiting for the PROXY header of a load balancer: the same request behind one.
 * proxy-protocol.txt, section 2.
 */
async function tryProxyHeader(walk: Walk, { way }: AttemptMade): Promise<void> {
  const { address, port, handshake } = way;
  const { asked } = walk;
  const ended = handshake?.value.outcome === "closed" || handshake?.value.outcome === "reset";
  if (!ended || address === null || port === null || asked.scheme !== "https") return;
  const answered = ofKind(walk, "tls-handshake").some(({ value }) => value.version !== null);
  if (answered) return;
  const socket = await dialAgain(walk, address, port);
  if (socket === null) return;
  socket.write(proxyHeaderFor(socket));
  const origin = { scheme: "https", host: asked.host, port, isTarget: false } as const;
  const context = contextOf(walk, patience.tls, difference);
  const { record, stream } = await probeTls(socket, tlsRequest(walk, origin, address), context);
  if (stream === null) return;
  await exchangeHttp(
    {
      stream,
      protocol: record.value.alpn === "h2" ? "h2" : "http/1.1",
      scheme: "https",
      address,
      port,
      host: asked.host,
      path: "/",
      method: "HEAD",
      headers: [],
      bodyOctets: 0,
      absoluteForm: false,
      onConnection: 1,
      idleBefore: 0,
      preamble: "proxy-v1",
    },
    contextOf(walk, patience.tls, difference),
  );
}

/** One more connection to the same address, for one more variant; `null` where it does not connect. */
async function dialAgain(walk: Walk, address: string, port: number) {
  const context = contextOf(walk, patience.connect, difference);
  const { socket } = await openTcp({ address, port, isTargetPort: true }, context);
  return socket;
}

/** Whether an exchange asked for the target's own name, and not for another one such as a search list makes. */
function isAboutTarget({ asked }: Walk, name: string): boolean {
  const bare = (text: string) => text.replace(/\.$/, "").toLowerCase();
  return bare(name) === bare(asked.host);
}

function ofKind<K extends Evidence["kind"]>({ recorder }: Walk, kind: K): Evidence<K>[] {
  return recorder.evidence.filter((record) => record.kind === kind) as Evidence<K>[]; // The kind decides the type.
}
