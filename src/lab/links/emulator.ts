import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { FaultlineError } from "../../base/index.ts";
import { cleanEnvironment, sharedCompileCache } from "../world/run.ts";
import type { LinkAnswer, LinkEnd, LinkOrder } from "./order.ts";
import type { LinkQuality, Way } from "./quality.ts";

/** The process that carries the slow links of one world. */
export interface Emulator {
  /** Makes both interfaces, down and without addresses; the number of the link. */
  lay(near: LinkEnd, far: LinkEnd): Promise<number>;
  shape(link: number, quality: LinkQuality, way: Way): Promise<void>;
}

/**
 * Starts it. It ends with this process, whatever ends it: their pipe closes, and the kernel ends the world.
 *
 * A link is emulated over two TAP interfaces in user space: good for 100 Mbit/s and to a millisecond. netem is not in every
 * kernel, knows no bursts that come back, and loses ARP like everything else.
 */
export function startEmulator(seed: number): Emulator {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const entry = fileURLToPath(new URL(`./emulator-process.${extension}`, import.meta.url));
  const env = { ...cleanEnvironment, ...sharedCompileCache() };
  const child = spawn(process.execPath, [entry, `${seed}`], { env, stdio: "pipe" });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors = (errors + chunk.toString("utf8")).slice(-4_000);
  });
  child.stdin.on("error", () => {});
  child.on("error", (error) => {
    errors += error.message;
  });
  let last: Promise<unknown> = Promise.resolve();

  /** One at a time: the answers come in the order of the orders. */
  const tell = (order: LinkOrder): Promise<number> => {
    const told = last.then(async () => {
      child.stdin.write(`${JSON.stringify(order)}\n`);
      const line = await answers.next();
      // The emulator is a process of ours and writes nothing else there.
      const answer: LinkAnswer = line.done
        ? { failed: errors.trim() }
        : (JSON.parse(line.value) as LinkAnswer);
      if ("link" in answer) return answer.link;
      throw new FaultlineError(
        "LAB_FAILED",
        `Cannot build the lab: the slow link says "${answer.failed.slice(0, 600)}"\nLook whether /dev/net/tun is there`,
      );
    });
    last = told.catch(() => {});
    return told;
  };
  return {
    lay: (near, far) => tell({ do: "lay", ends: [near, far] }),
    async shape(link, quality, way) {
      await tell({ do: "shape", link, way, quality });
    },
  };
}
