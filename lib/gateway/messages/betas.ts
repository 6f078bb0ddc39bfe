import { invalid } from "../../errors";
import type { GatewayRequest } from "../request";

/** What Anthropic does otherwise when asked for, at the same price and with nothing kept. */
const allowed = [
  /^claude-code-\d{8}$/,
  /^computer-use-\d{4}-\d\d-\d\d$/,
  /^context-management-\d{4}-\d\d-\d\d$/,
  /^effort-\d{4}-\d\d-\d\d$/,
  /^extended-cache-ttl-\d{4}-\d\d-\d\d$/,
  /^fine-grained-tool-streaming-\d{4}-\d\d-\d\d$/,
  /^interleaved-thinking-\d{4}-\d\d-\d\d$/,
  /^max-tokens-3-5-sonnet-\d{4}-\d\d-\d\d$/,
  /^output-128k-\d{4}-\d\d-\d\d$/,
  /^pdfs-\d{4}-\d\d-\d\d$/,
  /^prompt-caching-\d{4}-\d\d-\d\d$/,
  /^structured-outputs-\d{4}-\d\d-\d\d$/,
  /^token-efficient-tools-\d{4}-\d\d-\d\d$/,
  /^tool-examples-\d{4}-\d\d-\d\d$/,
];

/**
 * The headers that go on to Anthropic: its version, and the betas whose cost is known.
 * @throws PurserError invalid for another one
 */
export function anthropicHeaders({ header }: GatewayRequest): Record<string, string> {
  const version = header("anthropic-version");
  if (version !== null && !/^\d{4}-\d\d-\d\d$/.test(version)) {
    throw invalid("anthropic-version", "A date is right, for instance 2023-06-01.");
  }
  const betas = (header("anthropic-beta") ?? "").split(",").map((name) => name.trim());
  const named = betas.filter((name) => name !== "");
  for (const name of named) {
    if (!allowed.some((pattern) => pattern.test(name))) {
      throw invalid(
        "anthropic-beta",
        `What "${name.slice(0, 80)}" costs or keeps is not known, so it is refused.`,
      );
    }
  }
  return {
    ...(version !== null && { "anthropic-version": version }),
    ...(named.length > 0 && { "anthropic-beta": named.join(",") }),
  };
}
