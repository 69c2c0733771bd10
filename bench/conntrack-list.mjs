/** What `bench/conntrack.ts` measures: every tracked connection read, and its state and ports counted, from JavaScript as installed. */
import { enableCompileCache } from "node:module";

enableCompileCache();
const { dumpConntrack, openNetlink } = await import("../src/sys/index.ts");

using netlink = openNetlink("netfilter");
const table = dumpConntrack(netlink);
if (table === null) throw new Error("this kernel tracks no connections");
const { columns, rows } = table;
const protocols = new Set();
let unanswered = 0;
for (let row = 0; row < rows; row += 1) {
  protocols.add(columns.protocol[row] ?? 0);
  if (((columns.status[row] ?? 0) & 2) === 0) unanswered += 1;
}
process.stdout.write(`${JSON.stringify({ entries: table.seen, protocols: [...protocols], unanswered })}\n`);
