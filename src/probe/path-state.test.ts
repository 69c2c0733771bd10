import fc from "fast-check";
import { expect, test } from "vitest";
import { hopsOf } from "./path-hops.ts";
import type { PathWord } from "./path-probes.ts";
import { hopsBack, isLoop, rttStepOf } from "./path-shape.ts";
import { PathState } from "./path-state.ts";

const asked = {
  destination: "192.0.2.9",
  count: 10,
  flows: 1,
  maxTtl: 30,
  provesLoss: true,
  repeatsFlow: true,
  isSerial: false,
};

/** What the world answers to one probe; `null` for silence. */
type World = (ttl: number, now: number) => { readonly address: string; readonly said: PathWord } | null;

/** Routers in a row and the destination behind them. */
const chain =
  (length: number): World =>
  (ttl) =>
    ttl < length
      ? { address: `192.0.2.${ttl}`, said: "ttl-exceeded" }
      : { address: "192.0.2.9", said: "echo-reply" };

/** Lets a run go on until it ends by itself, in a time of its own. */
function play(world: World, options: Partial<typeof asked> = {}, until = 120_000) {
  const state = new PathState({ ...asked, ...options });
  let now = 0;
  for (let turn = 0; turn < 20_000 && now < until; turn += 1) {
    state.giveUp(now);
    const { send, at } = state.next(now);
    for (const { ttl, flow } of send) {
      const id = state.nextId;
      state.sent({ ttl, flow, sentAt: now, sentTicks: now });
      const answer = world(ttl, now);
      if (answer !== null) {
        state.answered({ ...answer, id, flow, at: now + ttl, mtu: null, returnTtl: null, quote: null });
      }
    }
    if (at === null) break;
    // An answer wakes who waits.
    now = send.length > 0 ? now + 0.1 : Math.max(now + 0.1, at);
  }
  const hops = hopsOf(state.probes, {
    destination: asked.destination,
    end: state.end,
    seesQuotes: false,
    protocol: "icmp",
  });
  return { state, hops, now };
}

/** Six answers at once and then one a second, as Linux gives them. */
function limited(world: World): World {
  const tokens = new Map<number, { left: number; at: number }>();
  return (ttl, now) => {
    const answer = world(ttl, now);
    if (answer?.said !== "ttl-exceeded") return answer;
    const bucket = tokens.get(ttl) ?? { left: 6, at: now };
    bucket.left = Math.min(6, bucket.left + (now - bucket.at) / 1000);
    bucket.at = now;
    tokens.set(ttl, bucket);
    if (bucket.left < 1) return null;
    bucket.left -= 1;
    return answer;
  };
}

test("a path that answers gets its probes and no more, in under half a second", () => {
  const { hops, now } = play(chain(4));
  expect(hops.map(({ sent, answered }) => [sent, answered])).toEqual([
    [10, 10],
    [10, 10],
    [10, 10],
    [10, 10],
  ]);
  expect(hops.at(-1)?.isDestination).toBe(true);
  expect(now).toBeLessThan(500);
});

test("routers that limit their answers as Linux does are asked slowly, and are never lossy", () => {
  const { hops, now } = play(limited(chain(4)));
  for (const hop of hops.slice(0, 3)) {
    expect(hop.answered).toBe(10);
    expect(hop.isRateLimited).toBe(true);
    expect(hop.sent).toBeLessThanOrEqual(12);
  }
  expect(hops[3]).toMatchObject({ sent: 10, answered: 10, isRateLimited: false });
  expect(now).toBeLessThan(8_000);
});

test("a silent hop in between is passed over, and asked a few times only", () => {
  const { hops } = play((ttl, now) => (ttl === 2 ? null : chain(5)(ttl, now)));
  expect(hops[1]).toMatchObject({ addresses: [], answered: 0, isRateLimited: false });
  expect(hops[1]?.sent).toBeLessThanOrEqual(4);
  expect(hops[4]).toMatchObject({ isDestination: true, answered: 10 });
});

test("a path that ends in silence ends the run, and leaves out the silence", () => {
  const { hops, state } = play((ttl) =>
    ttl < 3 ? { address: `192.0.2.${ttl}`, said: "ttl-exceeded" } : null,
  );
  expect(hops.map(({ ttl }) => ttl)).toEqual([1, 2]);
  expect(state.lastTtlTried).toBeLessThanOrEqual(20);
});

test("loss at the destination is counted as it is, once it is waited for", () => {
  let turn = 0;
  const { hops } = play((ttl, now) => {
    turn += 1;
    return ttl >= 3 && turn % 5 === 0 ? null : chain(3)(ttl, now);
  });
  const last = hops.at(-1);
  expect(last?.isRateLimited).toBe(false);
  expect((last?.sent ?? 0) - (last?.answered ?? 0)).toBeGreaterThanOrEqual(1);
});

test("a destination that limits its echo replies loses nothing", () => {
  const tokens = { left: 5, at: 0 };
  const { hops } = play((ttl, now) => {
    if (ttl < 3) return chain(3)(ttl, now);
    tokens.left = Math.min(5, tokens.left + (now - tokens.at) / 1000);
    tokens.at = now;
    if (tokens.left < 1) return null;
    tokens.left -= 1;
    return chain(3)(ttl, now);
  });
  expect(hops.at(-1)).toMatchObject({ sent: 10, answered: 10, isDestination: true });
});

test("what is still on its way is no loss", () => {
  const { hops } = play((ttl, now) => (ttl >= 3 && now > 100 ? null : chain(3)(ttl, now)), {}, 1_000);
  expect(hops.at(-1)).toMatchObject({ isDestination: true });
  expect(hops.at(-1)?.sent).toBe(hops.at(-1)?.answered);
});

test("a circle of routers is seen and ends the search", () => {
  const { state } = play((ttl) => ({ address: `192.0.2.${1 + (ttl % 2)}`, said: "ttl-exceeded" }));
  expect(state.lastTtlTried).toBeLessThan(30);
  expect(isLoop(["a", "b", "c", "b", "c"])).toBe(true);
  expect(isLoop(["a", "b", "c", "d", "e", "f"])).toBe(false);
  expect(isLoop(["a", "a", "a", "a", "a"])).toBe(false);
  expect(isLoop(["a", "b", null, "b"])).toBe(false);
  expect(isLoop([])).toBe(false);
});

test("every run ends, whatever answers", () => {
  const word = fc.constantFrom<PathWord>(
    "ttl-exceeded",
    "echo-reply",
    "port-unreachable",
    "host-unreachable",
  );
  const answer = fc.option(
    fc.record({ address: fc.constantFrom("192.0.2.1", "192.0.2.2", "192.0.2.9"), said: word }),
  );
  fc.assert(
    fc.property(
      fc.infiniteStream(answer),
      fc.integer({ min: 1, max: 3 }),
      fc.boolean(),
      (answers, flows, isSerial) => {
        const { now, state } = play(() => answers.next().value ?? null, { flows, isSerial, count: 3 }, 1e9);
        expect(now).toBeLessThan(300_000);
        expect(state.probes.length).toBeLessThan(400);
      },
    ),
    { numRuns: 60 },
  );
});

test("an answer that names no probe is taken where only one can be meant", () => {
  const state = new PathState(asked);
  const answer = {
    id: null,
    flow: 0,
    address: "192.0.2.1",
    said: "ttl-exceeded",
    at: 5,
    mtu: null,
    returnTtl: null,
    quote: null,
  } as const;
  state.sent({ ttl: 1, flow: 0, sentAt: 0, sentTicks: 0 });
  state.sent({ ttl: 2, flow: 0, sentAt: 0, sentTicks: 0 });
  expect(state.answered(answer)).toBeNull();
  state.giveUp(2_000);
  state.sent({ ttl: 1, flow: 0, sentAt: 2_000, sentTicks: 2_000 });
  expect(state.answered(answer)?.ttl).toBe(1);
});

test("hopsBack() goes by the nearest usual first TTL", () => {
  expect([64, 61, 128, 120, 255, 0].map(hopsBack)).toEqual([1, 4, 1, 9, 1, null]);
});

test("rttStepOf() finds a rise that all later hops share, and none that one router keeps for itself", () => {
  const hops = (medians: readonly (number | null)[]) =>
    medians.map((median, index) => ({
      ttl: index + 1,
      rtt:
        median === null
          ? null
          : { best: median, median, worst: median, mean: median, last: median, deviation: 0, jitter: 0 },
    }));
  expect(rttStepOf(hops([1, 2, null, 90, 91]))).toEqual({ ttl: 4, rise: 88 });
  expect(rttStepOf(hops([1, 90, 2, 3]))).toBeNull();
  expect(rttStepOf(hops([1, 15, 20]))).toBeNull();
});
