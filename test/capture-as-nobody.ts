import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Nobody's user id. Root may read everything, so a process of its own gives that up once the command is loaded. */
const NOBODY = 65_534;
const asNobody = `
  import { systemClock } from ${JSON.stringify(new URL("../src/base/index.ts", import.meta.url).href)};
  import { captureCommand } from ${JSON.stringify(new URL("../src/cli/capture.ts", import.meta.url).href)};
  if (process.getuid() === 0) process.seteuid(${NOBODY});
  const io = { out() {}, err() {}, color: false, columns: 80, env: {}, signal: new AbortController().signal, stdin: async () => "" };
  await captureCommand([{ at: null, files: [process.argv[1]] }], {}, { io, clock: systemClock, version: "0.0.0" }).catch(
    (error) => process.stdout.write(\`\${error.name}: \${error.message}\`),
  );
`;

/** What `faultline capture` says of a file to a user who is not root. */
export async function captureRefusalAsNobody(path: string): Promise<string> {
  const args = ["--input-type=module", "--eval", asNobody, path];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 30_000 });
  return stdout;
}
