/**
 * A small syslog daemon for the lab, run as its own process: `node syslog.ts JSON`. See `SyslogConfig` in `../syslog.ts`.
 *
 * @module
 */
import { createSocket } from "node:dgram";
import { appendFileSync } from "node:fs";
import { flushCompileCache } from "node:module";
import type { SyslogConfig } from "../syslog.ts";

// The lab wrote this argument itself.
const config = JSON.parse(process.argv[2] ?? "{}") as SyslogConfig;

/** RFC 3164, section 4.1: priority, time, and the rest; a sender on the same host may leave its name out. */
const MESSAGE = /^<\d{1,3}>([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (.*)$/s;

const socket = createSocket("udp4");
appendFileSync(config.file, "");
socket.on("message", (message) => {
  const [, said = "", rest = ""] = MESSAGE.exec(message.toString("utf8").trimEnd()) ?? [];
  const time = config.form === "iso" ? new Date().toISOString().replace("Z", "000+00:00") : said;
  appendFileSync(config.file, `${time} ${config.host} ${rest}\n`);
});
socket.on("listening", flushCompileCache);
socket.bind(config.port, "127.0.0.1");
