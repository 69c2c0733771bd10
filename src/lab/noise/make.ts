import { fileURLToPath } from "node:url";
import { createAuthority } from "../certificates/index.ts";
import type { Draw } from "../draw.ts";
import { startTcp, startWeb } from "../servers/index.ts";
import type { NoiseGround, NoiseKind } from "./ground.ts";
import type { Traffic } from "./traffic.ts";

/** How many finished connections to a stranger the client remembers: a busy client's, far from its 28,232 ports. */
const TIME_WAITS = 400;
/** Yesterday, in milliseconds: outside of every window that a diagnosis looks at. */
const DAY_MS = 86_400_000;

/** Makes some kinds of noise and returns when each has happened once. It goes on until the world ends. */
export async function makeNoise(ground: NoiseGround, draw: Draw, kinds: readonly NoiseKind[]): Promise<void> {
  const wanted = new Set(kinds);
  const { client, stranger, far, routers, servers } = ground;
  const host = far.address(stranger);
  const traffic: { -readonly [K in keyof Traffic]: Traffic[K] } = { host };
  const starts: Promise<unknown>[] = [];

  if (wanted.has("refused-flows")) traffic.refused = draw.port();
  if (wanted.has("reset-flows")) {
    traffic.reset = draw.port();
    starts.push(startTcp(stranger, { port: traffic.reset, act: "reset" }));
  }
  if (wanted.has("unanswered-flows")) {
    traffic.unanswered = draw.port();
    starts.push(stranger.filter("input", [`tcp dport ${traffic.unanswered} drop`]));
  }
  if (wanted.has("failed-lookups")) {
    traffic.resolver = ground.resolverAddress;
    traffic.names = [draw.name(), draw.name()];
  }
  if (wanted.has("expired-elsewhere")) {
    traffic.expired = { port: draw.port(), name: draw.name() };
    const { chainPem, keyPem } = createAuthority(draw.label()).issue({
      subject: traffic.expired.name,
      from: -400,
      until: -draw.integer(1, 300),
    });
    starts.push(startWeb(stranger, { port: traffic.expired.port, tls: { cert: chainPem, key: keyPem } }));
  }
  if (wanted.has("time-wait")) {
    traffic.timeWaits = { port: draw.port(), count: TIME_WAITS };
    starts.push(startTcp(stranger, { port: traffic.timeWaits.port, act: "hold" }));
  }
  if (wanted.has("full-queue")) {
    const port = draw.port();
    traffic.fullQueue = port;
    starts.push(startTcp(client, { port, backlog: 1, act: "hold" }).then((deaf) => deaf.signal("SIGSTOP")));
  }
  if (wanted.has("icmp-limited")) {
    const rules = ["icmp", "icmpv6"].map(
      (kind) => `${kind} type { echo-reply, time-exceeded } limit rate over 1/second drop`,
    );
    starts.push(...[...routers, ...servers].map((each) => each.filter("output", rules)));
  }
  if (wanted.has("unused-broken")) {
    const [unused, dead] = [draw.subnet(), draw.subnet()];
    starts.push(
      client.ip("link", "add", "eth8", "type", "veth", "peer", "name", "eth9"),
      client.ip("route", "add", "blackhole", `${unused.v4}.0/24`),
      client.filter("output", [
        `ip daddr ${dead.v4}.0/24 counter drop`,
        `tcp dport ${draw.port()} counter reject with tcp reset`,
      ]),
    );
  }
  if (wanted.has("old-errors")) {
    const day = new Date(Date.now() - DAY_MS).toISOString().slice(0, 10).replaceAll("-", "/");
    for (const server of servers)
      server.file(
        "old/error.log",
        `${day} 03:12:44 [error] 812#812: *77 upstream timed out (110: Connection timed out) while connecting to upstream\n` +
          `${day} 03:12:51 [error] 812#812: *81 connect() failed (111: Connection refused) while connecting to upstream\n`,
      );
  }
  await Promise.all(starts);
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const script = fileURLToPath(new URL(`./traffic.${extension}`, import.meta.url));
  await client.start({
    argv: [process.execPath, script, JSON.stringify(traffic)],
    ready: { says: "every kind happened" },
  });
}
