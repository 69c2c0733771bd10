/**
 * The process that carries the frames of a world's slow links from one TAP interface to the other. It ends with its
 * standard input, and its interfaces with it.
 *
 * @module
 */
import { flushCompileCache } from "node:module";
import { constants, setPriority } from "node:os";
import { createInterface } from "node:readline";
import { type Fd, inNamespace, libc, watchFd } from "../../sys/index.ts";
import { createDraw } from "../draw.ts";
import { OneWay } from "./one-way.ts";
import type { LinkAnswer, LinkEnd, LinkOrder } from "./order.ts";
import { tunDevice } from "./tun-device.ts";

const [O_RDWR, O_NONBLOCK, O_CLOEXEC] = [0o2, 0o4000, 0o2000000];
const TUNSETIFF = 0x400454ca;
/** Ethernet frames without a header of the driver's own: `IFF_TAP | IFF_NO_PI`. */
const TAP_PLAIN = 0x1002;
/** `struct ifreq`, of which the name is 16 octets and the flags follow. */
const IFREQ_OCTETS = 40;
const IFNAMSIZ = 16;
/** The largest frame of the largest MTU. */
const LARGEST_FRAME = 65_550;
/** Frames read at one go before the other ends have their turn. */
const AT_ONE_GO = 256;
const CLOCK_MONOTONIC = 1;

interface Link {
  readonly forward: OneWay;
  readonly back: OneWay;
  readonly ends: readonly [Fd, Fd];
}

const links: Link[] = [];
const frame = new Uint8Array(LARGEST_FRAME);
const draw = createDraw(Number(process.argv[2] ?? 1));
/** Fine enough for a loss of one packet in a million. */
const fraction = () => draw.integer(0, 999_999) / 1_000_000;
const timer = libc.timerfd(CLOCK_MONOTONIC, O_NONBLOCK | O_CLOEXEC);

/** Makes the interface inside its namespace, where `ip` finds it under its name. tuntap.rst. */
function openTap({ namespace, device }: LinkEnd): Fd {
  return inNamespace(`/run/netns/${namespace}`, () => {
    const fd = libc.open(tunDevice(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    const request = Buffer.alloc(IFREQ_OCTETS);
    request.write(device, 0, IFNAMSIZ - 1, "latin1");
    request.writeUInt16LE(TAP_PLAIN, IFNAMSIZ);
    libc.ioctl(fd, TUNSETIFF, request);
    return fd;
  });
}

function lay(ends: readonly [LinkEnd, LinkEnd]): number {
  const [near, far] = [openTap(ends[0]), openTap(ends[1])];
  const link: Link = {
    forward: new OneWay(fraction),
    back: new OneWay(fraction),
    ends: [near, far],
  };
  watchFd(near, { readable: true }, () => take(near, link.forward));
  watchFd(far, { readable: true }, () => take(far, link.back));
  return links.push(link) - 1;
}

/** Reads what a host has sent. A read that gives nothing, or an interface that is down, ends the turn. */
function take(fd: Fd, way: OneWay): void {
  for (let count = 0; count < AT_ONE_GO; count += 1) {
    const octets = libc.read(fd, frame);
    if (octets <= 0) break;
    way.accept(frame.slice(0, octets), performance.now());
  }
  deliver();
}

/** Writes what has arrived and sets the timer for what comes next. A host whose interface is down does not get it. */
function deliver(): void {
  let next = Number.POSITIVE_INFINITY;
  for (const { forward, back, ends } of links) {
    const now = performance.now();
    forward.deliver(now, (each) => void libc.write(ends[1], each));
    back.deliver(now, (each) => void libc.write(ends[0], each));
    next = Math.min(next, forward.nextAt, back.nextAt);
  }
  if (next === Number.POSITIVE_INFINITY) return;
  // Zero would disarm it.
  const nanoseconds = Math.max(1, Math.ceil((next - performance.now()) * 1e6));
  const value = Buffer.alloc(32);
  value.writeBigInt64LE(BigInt(Math.floor(nanoseconds / 1e9)), 16);
  value.writeBigInt64LE(BigInt(nanoseconds % 1e9), 24);
  libc.timerfdSet(timer, 0, value);
}

function obey(order: LinkOrder): number {
  if (order.do === "lay") return lay(order.ends);
  const link = links[order.link];
  if (!link) throw new Error(`There is no link ${order.link}`);
  const now = performance.now();
  if (order.way !== "back") link.forward.shape(order.quality, now);
  if (order.way !== "forward") link.back.shape(order.quality, now);
  return order.link;
}

// A link does not wait for the processes of its hosts.
setPriority(constants.priority.PRIORITY_HIGH);
const expirations = new Uint8Array(8);
watchFd(timer, { readable: true }, () => {
  libc.read(timer, expirations);
  deliver();
});
// It ends with its world: what it has compiled is kept for the next one now or never.
flushCompileCache();
const lines = createInterface({ input: process.stdin });
lines.on("close", () => process.exit(0));
lines.on("line", (line) => {
  let answer: LinkAnswer;
  try {
    // The world is the only writer of this pipe.
    answer = { link: obey(JSON.parse(line) as LinkOrder) };
  } catch (error) {
    // The world shows it and ends.
    answer = { failed: error instanceof Error ? error.message : String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
