import { appendFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/** One line of nginx' error log, of a time that lies back. */
export interface OldError {
  readonly file: string;
  /** How long ago, in milliseconds. */
  readonly ago: number;
  readonly client: string;
  readonly server: string;
  readonly path: string;
  readonly upstream: string;
}

const two = (value: number) => `${value}`.padStart(2, "0");

/** Writes an error of a request to an upstream, as nginx writes it, before the server is started: the file is appended to. */
export function writeOldError({ file, ago, client, server, path, upstream }: OldError): void {
  const at = new Date(Date.now() - ago);
  const day = `${at.getFullYear()}/${two(at.getMonth() + 1)}/${two(at.getDate())}`;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(
    file,
    `${day} ${time} [error] 712#712: *41 connect() failed (111: Connection refused) while connecting to upstream, ` +
      `client: ${client}, server: , request: "GET ${path} HTTP/1.1", upstream: "http://${upstream}${path}", host: "${server}"\n`,
  );
}
