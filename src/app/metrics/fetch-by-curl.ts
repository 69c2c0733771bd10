import { accepted, type FetchContext, type Fetched, MOST_OCTETS, PATIENCE } from "./fetched.ts";

/** Exit status of curl for a name without an address, no connection, a file that is too long, and what TLS refuses. curl(1), "EXIT CODES". */
const ended: Readonly<
  Record<number, Extract<Fetched["outcome"], "unresolved" | "refused" | "too-long" | "untrusted" | "silent">>
> = {
  6: "unresolved",
  7: "refused",
  28: "silent",
  35: "untrusted",
  60: "untrusted",
  63: "too-long",
};

/** The same by `curl` at a vantage of another host, by its own trust. Never throws. */
export async function fetchByCurl(url: URL, { vantage, signal }: FetchContext): Promise<Fetched> {
  if (signal.aborted) return { outcome: "silent" };
  // A command line is seen by everyone there: proc(5).
  if (url.username !== "" || url.password !== "") return { outcome: "exposed" };
  const argv = [
    ...["curl", "-q", "-sS", "--globoff", "--noproxy", "*", "--max-time", String(PATIENCE / 1_000)],
    ...["--max-filesize", String(MOST_OCTETS), "-H", `Accept: ${accepted.accept}`],
    ...["-w", "\n%{http_code} %{content_type}", "--url", url.href],
  ];
  const ran = await vantage.run(argv, { timeout: PATIENCE * 2 });
  if (ran.outcome === "missing-tool") return { outcome: "missing-tool" };
  if (ran.outcome !== "ran") return { outcome: "silent" };
  if (ran.status !== 0) return { outcome: ended[ran.status] ?? "broken" };
  const end = ran.stdout.lastIndexOf("\n");
  const [, status = "", type = ""] = /^(\d{3}) ?(.*)$/.exec(ran.stdout.slice(end + 1)) ?? [];
  const text = ran.stdout.slice(0, Math.max(end, 0));
  // Older ones do not bound what comes without a length.
  if (text.length > MOST_OCTETS) return { outcome: "too-long" };
  return status === ""
    ? { outcome: "broken" }
    : { outcome: "answered", status: Number(status), type, encoding: "", text };
}
