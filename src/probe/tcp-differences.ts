import type { Ms } from "../base/index.ts";
import type { Evidence } from "../evidence/index.ts";
import type { ProbeContext } from "./context.ts";
import { connectOnly, type TcpOptions } from "./tcp.ts";
import type { CounterSource } from "./tcp-counts.ts";

/** Tries to the target's port that follow a silent one: with it they are eight. */
const REPEATS_OF_SILENCE = 7;
/** How many of those are made while nothing else is sent, so that this host's counters speak of them alone. */
const ALONE = 3;
/** A refusal or an ICMP error is repeated until it cannot be chance. */
const REPEATS_OF_ANSWER = 2;
/** Tries of one port that tell a share of lost packets: a loss of one in five spares sixteen once in 36 looks. */
const REPEATS_OF_LOSS = 16;
/** Where fewer of the tries were lost, chance could spare sixteen of another port as well: it is tried more often. */
const MANY_LATE = 5;
const REPEATS_OF_SMALL_LOSS = 48;
/** Silences of another port that tell that it shares the loss. */
const ENOUGH_LATE = 2;

/** How long a repeated try waits: longer than any round trip on land, shorter than the first retransmission of a SYN. */
const SHORT: Ms = 200;
/** The same for another port, which is tried once. */
const OTHER_PORT: Ms = 1000;

/** Ports that most hosts answer on, or refuse: SSH and the web's. */
const usualPorts: readonly number[] = [22, 80, 443, 8080];
/** First and last of the ports of which one is drawn by the target: nothing is assigned there. RFC 6335, section 6. */
const UNASSIGNED = { first: 49_200, count: 16_000 };

/** Counters are not read: what else is tried at the same time would count into them. */
const uncounted: CounterSource = () => Promise.resolve(null);

/**
 * Tries again what came of a connection of the request, with one thing changed at a time: the same port again, one
 * connection after the other, and other ports of the address. What is recorded tells a filter from a dead host, an ICMP
 * reject from a reset, and a share of loss from silence. Bounded: at most 16 connections to the port and 53 to others of the
 * address, and some seconds of waiting where many are lost.
 *
 * @param reference The record of the request's own connection.
 * @throws The reason of `context.signal`, when the user stops the run.
 */
export async function investigateTcp(
  reference: Evidence<"tcp-connect">,
  context: ProbeContext,
  options: TcpOptions = {},
): Promise<void> {
  const { address, port } = reference.value;
  const look = { peer: { address, port }, context: asDifference(context), options };
  switch (reference.value.outcome) {
    case "timed-out":
      await Promise.all([
        tryOtherPorts(look),
        again(look, REPEATS_OF_SILENCE - ALONE, { counters: uncounted }),
      ]);
      await again(look, ALONE, options);
      return;
    case "refused":
    case "prohibited":
    case "unreachable":
    case "denied-locally":
      await again(look, REPEATS_OF_ANSWER, options);
      await tryOtherPorts(look);
      return;
    case "connected":
      return investigateLoss(look, reference);
    // What never left this host, or was reset by who had accepted it, is not told apart by another try.
    case "no-route":
    case "no-local-port":
    case "no-descriptor":
    case "reset":
      return;
  }
}

/** A try that is no attempt of the request itself. */
function asDifference({ attempt: _, ...context }: ProbeContext): ProbeContext {
  return { ...context, purpose: "difference" };
}

interface Look {
  /** Where the request's connection went. */
  readonly peer: { readonly address: string; readonly port: number };
  readonly context: ProbeContext;
  readonly options: TcpOptions;
}

/** The target's port, one connection after the other. */
async function again(
  { peer, context }: Look,
  times: number,
  options: TcpOptions,
): Promise<readonly Evidence<"tcp-connect">[]> {
  const records: Evidence<"tcp-connect">[] = [];
  while (records.length < times) {
    records.push(await connectOnly({ ...peer, isTargetPort: true }, { ...context, timeout: SHORT }, options));
  }
  return records;
}

/** Other ports of the address, once each and side by side: they are different listeners. */
async function tryOtherPorts({ peer, context }: Look): Promise<readonly Evidence<"tcp-connect">[]> {
  const drawn = UNASSIGNED.first + ((peer.port * 7919) % UNASSIGNED.count);
  const ports = [...usualPorts, drawn, drawn + 1].filter((port) => port !== peer.port);
  return Promise.all(
    ports.map((port) =>
      connectOnly(
        { address: peer.address, port, isTargetPort: false },
        { ...context, timeout: OTHER_PORT },
        { counters: uncounted },
      ),
    ),
  );
}

/** A share of silence on the target's port, and whether another port that answers shares it. */
async function investigateLoss(look: Look, reference: Evidence<"tcp-connect">): Promise<void> {
  const first = await again(look, REPEATS_OF_SILENCE, look.options);
  if (![reference, ...first].some(isLate)) return;
  const more = await again(look, REPEATS_OF_LOSS - REPEATS_OF_SILENCE, look.options);
  const answering = (await tryOtherPorts(look)).find(
    ({ value }) => value.outcome === "connected" || value.outcome === "refused",
  );
  if (answering === undefined) return;
  const other = { address: look.peer.address, port: answering.value.port, isTargetPort: false };
  const tries = [reference, ...first, ...more];
  const most = tries.filter(isLate).length < MANY_LATE ? REPEATS_OF_SMALL_LOSS : REPEATS_OF_LOSS;
  let late = 0;
  for (let turn = 1; turn < most; turn += 1) {
    const record = await connectOnly(other, { ...look.context, timeout: SHORT }, { counters: uncounted });
    if (isLate(record)) late += 1;
    if (late >= ENOUGH_LATE && turn >= REPEATS_OF_LOSS) return;
  }
}

/** Its first SYN, or the answer to it, was lost. RFC 6298, section 2: the next is sent a second later. */
const isLate = ({ value }: Evidence<"tcp-connect">): boolean =>
  value.outcome === "timed-out" || (value.handshake ?? 0) >= 1000;
