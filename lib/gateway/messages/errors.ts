import type { Json } from "../chat/json";
import { openAiReply } from "../errors";
import type { Outlet } from "../request";

const types: Record<number, string> = {
  400: "invalid_request_error",
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  409: "invalid_request_error",
  413: "request_too_large",
  429: "rate_limit_error",
  503: "overloaded_error",
  504: "timeout_error",
  529: "overloaded_error",
};

type Reply = { status: number; headers: Record<string, string>; body: Json };

/** Any error as Anthropic would say it. */
export function anthropicReply(error: unknown): Reply {
  const { status, headers, error: said } = openAiReply(error);
  const { message, type: _, code, param, ...more } = said;
  const type = types[status] ?? (status < 500 ? "invalid_request_error" : "api_error");
  const words = param ? `${param}: ${message}` : message;
  return {
    status,
    headers,
    body: { type: "error", error: { type, message: words, code, ...more } },
  };
}

/** One named event. */
export function namedEvent(data: Json): string {
  return `event: ${String(data.type)}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Refuses a request in Anthropic's shape; a stream that has begun ends with the error. */
export function refuseAnthropic(outlet: Outlet, error: unknown): void {
  const { status, headers, body } = anthropicReply(error);
  if (outlet.begun) {
    outlet.end(namedEvent(body));
    return;
  }
  outlet.head(status, { ...headers, "content-type": "application/json" });
  outlet.end(JSON.stringify(body));
}
