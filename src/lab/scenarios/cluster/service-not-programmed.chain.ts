import { flushedChain } from "./flushed-chain.ts";

/** Somebody flushed the chain of one Service, as a script does that cleans up, and kube-proxy does not write it again. */
export const scenario = flushedChain("nftables");
