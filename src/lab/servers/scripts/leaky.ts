/**
 * A web application that may forget to close its connections, run as its own process: `node leaky.ts JSON`. See
 * `LeakyConfig` in `../leaky.ts`.
 *
 * @module
 */
import { createServer, type Socket } from "node:net";

// The lab wrote this argument itself.
const { port, leaks } = JSON.parse(process.argv[2] ?? "{}") as { port: number; leaks: boolean };

const ANSWER = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 5\r\n\r\nwell\n";

function serve(socket: Socket): void {
  let head = "";
  socket.on("error", () => {});
  socket.on("data", (chunk: Buffer) => {
    head = (head + chunk.toString("latin1")).slice(-65_536);
    if (!head.includes("\r\n\r\n")) return;
    head = "";
    socket.write(ANSWER);
  });
  if (!leaks) socket.on("end", () => socket.end());
}

// Half-open: a peer's FIN alone closes nothing here.
createServer({ allowHalfOpen: true }, serve).listen({ port, host: "0.0.0.0", backlog: 128 });
