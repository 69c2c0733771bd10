/**
 * A relay for the lab that reads a ClientHello in one go, as some devices do: `node hello-guard.ts JSON`. A hello whose
 * record is longer than one segment is not understood and the connection dropped; anything else passes as it is.
 *
 * @module
 */
import { connect, createServer, type Socket } from "node:net";
import type { HelloGuardConfig } from "../hello-guard.ts";

// The lab wrote this argument itself.
const config = JSON.parse(process.argv[2] ?? "{}") as HelloGuardConfig;

/** Content type of a handshake record. RFC 8446, section 5.1. */
const HANDSHAKE = 22;
const RECORD_HEADER_OCTETS = 5;

function relay(client: Socket): void {
  client.on("error", () => {});
  client.once("data", (first) => {
    client.pause();
    if (typeof first === "string") return;
    const isLong = first[0] === HANDSHAKE && first.readUInt16BE(3) + RECORD_HEADER_OCTETS > config.most;
    if (isLong && config.act === "reset") return void client.resetAndDestroy();
    if (isLong && config.act === "close") return void client.end();
    // Held open: nothing comes.
    if (isLong) return;
    const server = connect(config.to);
    server.on("error", () => client.destroy());
    server.write(first);
    client.pipe(server).pipe(client);
  });
}

createServer(relay).listen({ port: config.port, host: "::" });
