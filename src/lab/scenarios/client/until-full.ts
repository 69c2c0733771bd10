import { setTimeout as sleep } from "node:timers/promises";
import type { Host } from "../../world/index.ts";

/** Requests in a row that get no answer, and how many are made at most. */
const [IN_A_ROW, MOST] = [2, 40];

/** Waits until a server has no room any more: what a busy machine has not handed it yet lies in its queue, and counts for nothing. */
export async function untilFull(host: Host, url: string): Promise<void> {
  const asks = ["curl", "-s", "-o", "/dev/null", "--max-time", "1", url];
  for (let asked = 0, failed = 0; asked < MOST && failed < IN_A_ROW; asked += 1) {
    failed = (await host.run(asks)).status === 0 ? 0 : failed + 1;
    if (failed === 0) await sleep(50);
  }
}
