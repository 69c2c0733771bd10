import { readFileSync, statSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { Ms } from "../../base/index.ts";
import type { Server } from "../world/index.ts";
import type { Captured, CapturePlace } from "./captured.ts";
import type { CaptureForm } from "./form.ts";
import { asPcapng } from "./pcapng.ts";

/**
 * How long after the request no packet may have come before a capture ends: more than the second after which the kernel hands over
 * what it has gathered. Without gathering, a slot of the ring is as long as the longest frame, and few fit in. tcpdump(8).
 */
const QUIET_FOR: Ms = 1_200;
/** After this it ends anyway: retransmissions of what nobody wants any more go on for minutes. */
const QUIET_WITHIN: Ms = 2_400;

/**
 * Captures at every place while `request` runs, and keeps the files in a folder.
 *
 * @returns the path of each place's file.
 */
export async function takeCaptures(
  { places }: Captured,
  form: CaptureForm,
  options: { readonly folder: string; readonly request: () => Promise<unknown> },
): Promise<ReadonlyMap<string, string>> {
  const running = await Promise.all(places.map((place) => start(place, form)));
  await options.request();
  await Promise.all(running.map(({ raw }) => settled(raw)));
  await Promise.all(running.map(({ server }) => server.stop()));
  return new Map(
    running.map(({ at, raw }) => {
      const file = `${options.folder}/${at}.${form.format}${form.isGzipped ? ".gz" : ""}`;
      const pcap = readFileSync(raw);
      const octets = form.format === "pcapng" ? asPcapng(pcap) : pcap;
      writeFileSync(file, form.isGzipped ? gzipSync(octets) : octets);
      return [at, file];
    }),
  );
}

async function start(
  { at, host }: CapturePlace,
  { device, precision, snapLength }: CaptureForm,
): Promise<{ readonly at: string; readonly raw: string; readonly server: Server }> {
  const raw = `${host.folder}/taken.pcap`;
  // Root stays root: the world's files are its own. The kernel's buffer holds what a loaded machine lets wait, in KiB.
  const written = ["-Z", "root", "-U", "-B", "8192", "-s", `${snapLength}`, "-w", raw];
  const argv = ["tcpdump", "-n", "-i", device, `--time-stamp-precision=${precision}`, ...written];
  return { at, raw, server: await host.start({ argv, ready: { says: "listening on" } }) };
}

/** Waits until a file has stopped growing, or for the bound. */
async function settled(file: string): Promise<void> {
  const until = performance.now() + QUIET_WITHIN;
  for (let size = -1; performance.now() < until; ) {
    const now = statSync(file).size;
    if (now === size) return;
    size = now;
    await sleep(QUIET_FOR);
  }
}
