/**
 * What it costs to read 20,000 tracked connections, against `conntrack -L -o extended` in the same network namespace and
 * the same run: the dump itself within a running process, and the whole process with Node's start.
 *
 * Wall clock, median of the runs, which alternate. Budget for the dump: at most 1.5 times `conntrack -L`.
 */
import { execFileSync, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { dumpConntrack, openNetlink } from "../src/sys/index.ts";

const RUNS = 9;
const ENTRIES = 20_000;
const MOST_OF_CONNTRACK = 1.5;

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

function secondsOf(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** Each datagram to another port of another address is an entry: it lives for 30 seconds, long enough to be measured. */
async function fill(): Promise<void> {
  execFileSync("ip", ["link", "set", "lo", "up"]);
  execFileSync("nft", ["-f", "-"], {
    input:
      "table ip bench {\n chain c {\n type filter hook output priority 0\n ct state new counter\n }\n}\n",
  });
  const socket = createSocket("udp4");
  const batch = 200;
  for (let first = 0; first < ENTRIES; first += batch) {
    const sent = Array.from({ length: batch }, (_, index) => {
      const number = first + index;
      return new Promise((resolve) =>
        socket.send("x", 1000 + (number % 2000), `127.0.1.${1 + Math.floor(number / 2000)}`, resolve),
      );
    });
    await Promise.all(sent);
  }
  socket.close();
}

async function compare(): Promise<void> {
  await fill();
  const whole = [process.execPath, "bench/conntrack-list.mjs"] as const;
  process.stdout.write(execFileSync(whole[0], [whole[1]], { encoding: "utf8" }));
  using netlink = openNetlink("netfilter");
  dumpConntrack(netlink);
  const cost = { dump: [] as number[], process: [] as number[], theirs: [] as number[] };
  for (let round = 0; round < RUNS; round += 1) {
    cost.theirs.push(
      secondsOf(() => execFileSync("conntrack", ["-L", "-o", "extended"], { stdio: "ignore" })),
    );
    cost.dump.push(secondsOf(() => dumpConntrack(netlink)));
    cost.process.push(secondsOf(() => execFileSync(whole[0], [whole[1]], { stdio: "ignore" })));
  }
  const ratio = median(cost.dump) / median(cost.theirs);
  process.stdout.write(
    `conntrack -L -o extended     ${median(cost.theirs).toFixed(3)} s\n` +
      `dump and decode              ${median(cost.dump).toFixed(3)} s\n` +
      `whole process with Node      ${median(cost.process).toFixed(3)} s\n` +
      `${ratio.toFixed(2)} of conntrack -L; budget ${MOST_OF_CONNTRACK.toFixed(2)}: ${ratio <= MOST_OF_CONNTRACK ? "held" : "MISSED"}\n`,
  );
  process.exitCode = ratio <= MOST_OF_CONNTRACK ? 0 : 1;
}

if (process.argv.includes("--inside")) await compare();
else {
  // A user namespace makes the network namespace without root.
  const inside = spawn("unshare", ["-rn", process.execPath, "bench/conntrack.ts", "--inside"], {
    stdio: "inherit",
  });
  process.exitCode = await new Promise<number>((resolve) =>
    inside.once("exit", (status) => resolve(status ?? 1)),
  );
}
